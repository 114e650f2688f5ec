/**
 * Processes: starting one by posix_spawn, watching it by pidfd, waiting, signals, limits, and what
 * a process may ask about itself.
 */
package dev.davit.linux.process;
