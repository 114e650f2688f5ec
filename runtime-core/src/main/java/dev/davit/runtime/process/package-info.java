/** Containers that run: their streams and terminals, and the one thread that waits for them. */
package dev.davit.runtime.process;
