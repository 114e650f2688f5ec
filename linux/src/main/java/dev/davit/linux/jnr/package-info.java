/**
 * The C library through jnr: raw system calls, the memory that they work on, and posix_spawn.
 *
 * <p>This is the only package that imports jnr, and no jnr type is in any signature. It holds no
 * knowledge of single system calls: those are in the packages of their families, which print their
 * arguments and give their errors a name.
 */
package dev.davit.linux.jnr;
