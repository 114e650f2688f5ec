/**
 * Registries: the client of the OCI distribution specification 1.1, who may log in where, and which
 * hosts stand for which registry. Knows manifests and blobs as bytes with digests; what a layer is
 * and where it is kept is the business of the packages beside it.
 */
package dev.davit.image.registry;
