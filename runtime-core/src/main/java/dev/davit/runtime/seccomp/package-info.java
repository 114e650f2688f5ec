/**
 * From the seccomp section of an OCI configuration to the BPF program that container init installs.
 *
 * <p>Belongs here: the translation of the document's words and the cache of compiled filters. Does
 * not belong here: compiling, which is {@code dev.davit.linux.seccomp}.
 */
package dev.davit.runtime.seccomp;
