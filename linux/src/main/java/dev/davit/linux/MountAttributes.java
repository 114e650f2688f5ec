package dev.davit.linux;

/** The attributes of mount_setattr(2) and fsmount(2). */
public final class MountAttributes {
  /** Read-only. */
  public static final int MOUNT_ATTR_RDONLY = 0x1;

  /** Set-user-ID bits and file capabilities have no effect. */
  public static final int MOUNT_ATTR_NOSUID = 0x2;

  /** Device nodes do not open. */
  public static final int MOUNT_ATTR_NODEV = 0x4;

  /** Nothing executes. */
  public static final int MOUNT_ATTR_NOEXEC = 0x8;

  /** Access times relative to changes. */
  public static final int MOUNT_ATTR_RELATIME = 0;

  /** Access times are not kept. */
  public static final int MOUNT_ATTR_NOATIME = 0x10;

  /** Access times always. */
  public static final int MOUNT_ATTR_STRICTATIME = 0x20;

  /** The mask of the access time attributes. */
  public static final int MOUNT_ATTR__ATIME = 0x70;

  /** Access times of directories are not kept. */
  public static final int MOUNT_ATTR_NODIRATIME = 0x80;

  /** Map ids through a user namespace. */
  public static final int MOUNT_ATTR_IDMAP = 0x100000;

  /** Symbolic links are not followed. */
  public static final int MOUNT_ATTR_NOSYMFOLLOW = 0x200000;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {
            "MOUNT_ATTR_RDONLY",
            "MOUNT_ATTR_NOSUID",
            "MOUNT_ATTR_NODEV",
            "MOUNT_ATTR_NOEXEC",
            "MOUNT_ATTR_NOATIME",
            "MOUNT_ATTR_STRICTATIME",
            "MOUNT_ATTR_NODIRATIME",
            "MOUNT_ATTR_IDMAP",
            "MOUNT_ATTR_NOSYMFOLLOW"
          },
          new long[] {
            MOUNT_ATTR_RDONLY,
            MOUNT_ATTR_NOSUID,
            MOUNT_ATTR_NODEV,
            MOUNT_ATTR_NOEXEC,
            MOUNT_ATTR_NOATIME,
            MOUNT_ATTR_STRICTATIME,
            MOUNT_ATTR_NODIRATIME,
            MOUNT_ATTR_IDMAP,
            MOUNT_ATTR_NOSYMFOLLOW
          });

  private MountAttributes() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
