/** The kernel, typed: syscalls, errno, descriptors, spawn, the program compiler. */
package dev.davit.linux;
