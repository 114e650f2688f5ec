/**
 * What is known of a container on disk: its identity, its state and the transitions between states,
 * its directory below the run state root, and the record that its supervisor leaves when it exits.
 *
 * <p>Here belongs what a second process needs to see, signal and remove a container that it did not
 * start. Starting it, and what its cgroup and its root filesystem are, do not.
 */
package dev.davit.runtime.state;
