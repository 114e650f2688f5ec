/**
 * The OCI image layout on disk: blobs by digest and the index of names. Verifies every byte that
 * comes in against its digest; knows nothing of layers unpacked.
 */
package dev.davit.image.content;
