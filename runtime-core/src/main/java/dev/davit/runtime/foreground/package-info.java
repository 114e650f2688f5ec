/**
 * What stands between a container and the person who runs it in front of a terminal: that person's
 * terminal and signals. What a container's own terminal is does not belong here.
 */
package dev.davit.runtime.foreground;
