package dev.davit.linux;

/** The flags of the *at(2) family. */
public final class AtFlags {
  /** Act on the link itself. */
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;

  /** Remove a directory. */
  public static final int AT_REMOVEDIR = 0x200;

  /** Follow the last component. */
  public static final int AT_SYMLINK_FOLLOW = 0x400;

  /** Trigger no automount. */
  public static final int AT_NO_AUTOMOUNT = 0x800;

  /** An empty name means the descriptor itself. */
  public static final int AT_EMPTY_PATH = 0x1000;

  /** The whole tree of mounts. */
  public static final int AT_RECURSIVE = 0x8000;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {
            "AT_SYMLINK_NOFOLLOW",
            "AT_REMOVEDIR",
            "AT_SYMLINK_FOLLOW",
            "AT_NO_AUTOMOUNT",
            "AT_EMPTY_PATH",
            "AT_RECURSIVE"
          },
          new long[] {
            AT_SYMLINK_NOFOLLOW,
            AT_REMOVEDIR,
            AT_SYMLINK_FOLLOW,
            AT_NO_AUTOMOUNT,
            AT_EMPTY_PATH,
            AT_RECURSIVE
          });

  private AtFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
