/**
 * Programs of system calls: what runs between the start of a container's supervisor and execve(2).
 *
 * <p>A {@code SyscallProgram} is a list of instructions (system calls, labels, jumps, stores) over
 * blocks of {@code Data}; a {@code ProgramBuilder} makes it. {@code FileCalls}, {@code MountCalls},
 * {@code ProcessCalls} and the other families make the system calls, typed; every one prints as
 * strace(1) does. Machine code is made of a program by the package {@code asm}; nothing here knows
 * a processor, and nothing here calls the kernel.
 */
package dev.davit.linux.program;
