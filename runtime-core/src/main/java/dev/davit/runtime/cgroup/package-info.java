/**
 * Control groups: where each controller of this machine is mounted, the files that hold a limit on
 * cgroup v2, on hybrid and on v1 machines, and the life of one container's cgroup.
 *
 * <p>A limit that was asked for is enforced or refused with an error that names it. What is decided
 * from text alone (layout, settings, device programs) is pure and separate from what writes.
 */
package dev.davit.runtime.cgroup;
