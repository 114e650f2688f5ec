/**
 * What images arrive in: OCI layouts, {@code docker save} archives and plain tars of a root file
 * system, compressed or not. Reads them and hands blobs to {@code content} and layers to {@code
 * layer}; knows nothing of how these are kept.
 */
package dev.davit.image.archive;
