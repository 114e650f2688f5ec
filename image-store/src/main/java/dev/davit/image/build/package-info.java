/**
 * Makes images in Java, without a container and without root: a base image, files on top of it, and
 * what a container of it runs. Writes OCI layouts; unpacks and starts nothing.
 */
package dev.davit.image.build;
