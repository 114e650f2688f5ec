/**
 * Tar archives as containers use them: ustar, PAX and GNU headers read from a stream, with names
 * and attribute values kept as bytes. No file is touched here; what an entry means for a layer is
 * the business of {@code dev.davit.image.layer}.
 */
package dev.davit.image.tar;
