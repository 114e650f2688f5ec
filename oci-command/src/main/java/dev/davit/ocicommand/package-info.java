/**
 * The {@code davit-oci} command: the command line that runc and crun have and that podman,
 * containerd, CRI-O and conmon call. Each verb is a class of its own, so that a call loads no more
 * than it needs; nothing but the verbs' words, output and exit codes belongs here.
 */
package dev.davit.ocicommand;
