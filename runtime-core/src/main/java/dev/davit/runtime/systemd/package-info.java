/**
 * Control groups that systemd makes: transient scopes in slices, asked for over D-Bus. What is in
 * their files afterwards is the business of the cgroup package.
 */
package dev.davit.runtime.systemd;
