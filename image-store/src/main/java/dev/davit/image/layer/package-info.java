/**
 * Layers unpacked, once per chain id, as overlayfs wants them: whiteouts as devices, opaque
 * directories as attributes. Everything inside a layer is reached by descriptor and never by host
 * path, because what an archive says is not to be trusted. Where blobs come from and which image
 * they belong to is decided elsewhere.
 */
package dev.davit.image.layer;
