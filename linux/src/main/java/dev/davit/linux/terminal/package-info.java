/** Terminals: pseudo-terminal pairs, window sizes, and raw mode. */
package dev.davit.linux.terminal;
