/**
 * The C library through JNA, for extended attributes, whose calls jna-platform has bound.
 *
 * <p>This is the only package that imports JNA, and no type of it is in any signature.
 */
package dev.davit.linux.jna;
