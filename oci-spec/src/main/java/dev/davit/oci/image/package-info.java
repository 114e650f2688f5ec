/**
 * The documents of the OCI image-spec 1.1 as records, with digests and image references. Content,
 * layers and registries belong to the image store.
 */
package dev.davit.oci.image;
