package dev.davit.runtime.cgroup;

/**
 * In which cgroups a controller that a limit needs may be enabled ({@code cgroup.subtree_control}
 * of cgroup v2).
 */
public enum ControllerEnabling {
  /** Only in cgroups below Davit's own parent and in those that are made on the way. */
  OWN,
  /** In every cgroup from the visible root down, as other runtimes do. */
  EVERYWHERE
}
