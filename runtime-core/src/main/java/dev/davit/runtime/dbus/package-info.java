/**
 * A client of D-Bus: so much of the wire protocol as it takes to talk to systemd. What is said to
 * whom belongs to the callers; a connection lives as long as one errand and has no thread.
 */
package dev.davit.runtime.dbus;
