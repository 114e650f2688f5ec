/**
 * JSON for records: reading that reports every problem with its path, and writing. The library
 * beneath appears in no signature. What a document means and which values it allows belongs to the
 * package of its records.
 */
package dev.davit.oci.json;
