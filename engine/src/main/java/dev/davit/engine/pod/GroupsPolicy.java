package dev.davit.engine.pod;

/** Which groups a process is in beside its first (CRI SupplementalGroupsPolicy). */
public enum GroupsPolicy {
  /** those that are asked for, and those that the image's {@code /etc/group} gives the user */
  MERGE,
  /** those that are asked for only */
  STRICT
}
