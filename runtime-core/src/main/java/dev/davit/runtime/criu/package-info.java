/**
 * Talks to criu, the program that saves and restores processes, in its own protocol: requests,
 * answers and notifications as messages of Protocol Buffers (images/rpc.proto of criu). What is
 * done with containers by way of it is in {@code launch}.
 */
package dev.davit.runtime.criu;
