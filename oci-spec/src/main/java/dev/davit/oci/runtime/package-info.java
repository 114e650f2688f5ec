/**
 * The documents of the OCI runtime-spec 1.3.0 for Linux as records, and their rules. Component
 * names are the JSON names. An absent list is an empty one, an absent scalar or object an empty
 * {@code Optional}. Nothing here reads files or asks the kernel.
 */
package dev.davit.oci.runtime;
