/** OCI runtime-spec, image-spec and references as records with JSON; no I/O. */
package dev.davit.oci;
