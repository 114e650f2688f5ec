package dev.davit.linux;

/** The flags of umount2(2). */
public final class UnmountFlags {
  /** Force, for file systems that know how. */
  public static final int MNT_FORCE = 0x1;

  /** Lazy: out of the tree now, gone when idle. */
  public static final int MNT_DETACH = 0x2;

  /** Mark as expired. */
  public static final int MNT_EXPIRE = 0x4;

  /** Do not follow a symbolic link. */
  public static final int UMOUNT_NOFOLLOW = 0x8;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {"MNT_FORCE", "MNT_DETACH", "MNT_EXPIRE", "UMOUNT_NOFOLLOW"},
          new long[] {MNT_FORCE, MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW});

  private UnmountFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
