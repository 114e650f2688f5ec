/**
 * Streams of commands, containers and ports over WebSocket, with the channels of Kubernetes' remote
 * command protocol.
 *
 * <p>Belongs here: the tickets that a call gives, and the bytes between a WebSocket and the
 * engine's streams. Does not: how a command is run.
 */
package dev.davit.daemon.stream;
