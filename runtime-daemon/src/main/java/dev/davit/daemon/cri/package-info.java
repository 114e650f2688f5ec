/**
 * The calls of the CRI, each by one call of the engine: messages to the engine's words and back.
 *
 * <p>Belongs here: what a field of a message means to the engine. Does not: the wire ({@code
 * daemon.connect}), and anything that acts on containers (the engine).
 */
package dev.davit.daemon.cri;
