/**
 * Mounts: the file-descriptor API (fsopen(2) and its family), classic mount(2) and umount2(2), and
 * statfs(2). What is in the mounted file systems is elsewhere.
 */
package dev.davit.linux.mount;
