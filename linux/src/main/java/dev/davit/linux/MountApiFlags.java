package dev.davit.linux;

/** The flags of fsopen(2), fsmount(2), fspick(2), open_tree(2) and move_mount(2). */
public final class MountApiFlags {
  /** Close on exec. */
  public static final int FSOPEN_CLOEXEC = 0x1;

  /** Close on exec. */
  public static final int FSMOUNT_CLOEXEC = 0x1;

  /** Close on exec. */
  public static final int FSPICK_CLOEXEC = 0x1;

  /** Do not follow the last component. */
  public static final int FSPICK_SYMLINK_NOFOLLOW = 0x2;

  /** Trigger no automount. */
  public static final int FSPICK_NO_AUTOMOUNT = 0x4;

  /** An empty name means the descriptor itself. */
  public static final int FSPICK_EMPTY_PATH = 0x8;

  /** A detached copy of the mount. */
  public static final int OPEN_TREE_CLONE = 0x1;

  /** Close on exec. */
  public static final int OPEN_TREE_CLOEXEC = 0x80000;

  /** Follow symbolic links in the source. */
  public static final int MOVE_MOUNT_F_SYMLINKS = 0x1;

  /** Follow automounts in the source. */
  public static final int MOVE_MOUNT_F_AUTOMOUNTS = 0x2;

  /** The source descriptor itself. */
  public static final int MOVE_MOUNT_F_EMPTY_PATH = 0x4;

  /** Follow symbolic links in the target. */
  public static final int MOVE_MOUNT_T_SYMLINKS = 0x10;

  /** Follow automounts in the target. */
  public static final int MOVE_MOUNT_T_AUTOMOUNTS = 0x20;

  /** The target descriptor itself. */
  public static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;

  /** Take over the sharing group. */
  public static final int MOVE_MOUNT_SET_GROUP = 0x100;

  /** Mount beneath the top mount. */
  public static final int MOVE_MOUNT_BENEATH = 0x200;

  private static final FlagNames MOVE_MOUNT =
      new FlagNames(
          "0",
          new String[] {
            "MOVE_MOUNT_F_SYMLINKS",
            "MOVE_MOUNT_F_AUTOMOUNTS",
            "MOVE_MOUNT_F_EMPTY_PATH",
            "MOVE_MOUNT_T_SYMLINKS",
            "MOVE_MOUNT_T_AUTOMOUNTS",
            "MOVE_MOUNT_T_EMPTY_PATH",
            "MOVE_MOUNT_SET_GROUP",
            "MOVE_MOUNT_BENEATH"
          },
          new long[] {
            MOVE_MOUNT_F_SYMLINKS,
            MOVE_MOUNT_F_AUTOMOUNTS,
            MOVE_MOUNT_F_EMPTY_PATH,
            MOVE_MOUNT_T_SYMLINKS,
            MOVE_MOUNT_T_AUTOMOUNTS,
            MOVE_MOUNT_T_EMPTY_PATH,
            MOVE_MOUNT_SET_GROUP,
            MOVE_MOUNT_BENEATH
          });

  private static final FlagNames FSPICK =
      new FlagNames(
          "0",
          new String[] {
            "FSPICK_CLOEXEC", "FSPICK_SYMLINK_NOFOLLOW", "FSPICK_NO_AUTOMOUNT", "FSPICK_EMPTY_PATH"
          },
          new long[] {
            FSPICK_CLOEXEC, FSPICK_SYMLINK_NOFOLLOW, FSPICK_NO_AUTOMOUNT, FSPICK_EMPTY_PATH
          });

  private MountApiFlags() {}

  /** Prints flags of move_mount(2) as strace does. */
  public static String printMoveMount(long flags) {
    return MOVE_MOUNT.print(flags);
  }

  /** Prints flags of fspick(2) as strace does. */
  public static String printFspick(long flags) {
    return FSPICK.print(flags);
  }
}
