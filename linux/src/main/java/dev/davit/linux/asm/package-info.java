/**
 * The compiler of system call programs: machine code for x86-64 and aarch64, and the static ELF
 * file around it.
 *
 * <p>{@link dev.davit.linux.asm.StaticElf} is the way in. The code that it makes keeps nothing in
 * registers from one instruction of the program to the next, uses no stack, and makes the system
 * calls of the program and no others.
 */
package dev.davit.linux.asm;
