/**
 * Work in progress: what a process is about to do is written down before it does it, and lies in a
 * directory of its own until it is done. What a dead process left is taken away by the next one
 * that opens the store.
 */
package dev.davit.image.journal;
