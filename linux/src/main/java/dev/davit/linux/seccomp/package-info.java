/**
 * System call filters: a policy in terms of names and conditions, and its compilation to classic
 * BPF; see seccomp(2).
 *
 * <p>Belongs here: what a filter is made of. Does not belong here: the OCI document it comes from,
 * and installing it, which is a call of the start program.
 */
package dev.davit.linux.seccomp;
