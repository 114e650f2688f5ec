/**
 * The daemon: the CRI on a Unix socket, from its start to its end.
 *
 * <p>Belongs here: the life of the process, what a service manager wants of it, and what its parts
 * are. Does not: the wire ({@code connect}), the calls ({@code cri}), the streams ({@code stream}).
 */
package dev.davit.daemon;
