package dev.davit.linux.mount;

import dev.davit.linux.MountFlags;

/** How mount events spread (mount_namespaces(7)). */
public enum MountPropagation {
  /** Leave it as it is. */
  UNCHANGED(0),
  /** Not at all. */
  PRIVATE(MountFlags.MS_PRIVATE),
  /** From the group's master, not to it. */
  SLAVE(MountFlags.MS_SLAVE),
  /** Both ways. */
  SHARED(MountFlags.MS_SHARED),
  /** Not at all, and the mount cannot be bound elsewhere. */
  UNBINDABLE(MountFlags.MS_UNBINDABLE);

  private final int flag;

  MountPropagation(int flag) {
    this.flag = flag;
  }

  /** The flag of mount(2) and mount_setattr(2). */
  public int flag() {
    return flag;
  }
}
