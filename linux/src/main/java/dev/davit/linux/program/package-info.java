/**
 * Programs of system calls: what runs between the start of a container's supervisor and execve(2).
 *
 * <p>A {@link dev.davit.linux.program.SyscallProgram} is a list of instructions (system calls,
 * labels, jumps, stores) over blocks of {@link dev.davit.linux.program.Data}. {@link
 * dev.davit.linux.program.Calls} makes the system calls, typed; every one prints as strace(1) does.
 * Machine code is made of it by {@code dev.davit.linux.asm}; nothing here knows a processor, and
 * nothing here calls the kernel.
 */
package dev.davit.linux.program;
