package dev.davit.linux;

/** The flags of struct open_how that say how openat2(2) walks a path. */
public final class ResolveFlags {
  /** Fail when the walk would cross a mount point. */
  public static final int RESOLVE_NO_XDEV = 0x1;

  /** Fail on the magic links of procfs. */
  public static final int RESOLVE_NO_MAGICLINKS = 0x2;

  /** Fail on any symbolic link. */
  public static final int RESOLVE_NO_SYMLINKS = 0x4;

  /** Fail when the walk would leave the directory. */
  public static final int RESOLVE_BENEATH = 0x8;

  /** Treat the directory as the root of the walk. */
  public static final int RESOLVE_IN_ROOT = 0x10;

  /** Fail rather than read from a disk. */
  public static final int RESOLVE_CACHED = 0x20;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {
            "RESOLVE_NO_XDEV",
            "RESOLVE_NO_MAGICLINKS",
            "RESOLVE_NO_SYMLINKS",
            "RESOLVE_BENEATH",
            "RESOLVE_IN_ROOT",
            "RESOLVE_CACHED"
          },
          new long[] {
            RESOLVE_NO_XDEV,
            RESOLVE_NO_MAGICLINKS,
            RESOLVE_NO_SYMLINKS,
            RESOLVE_BENEATH,
            RESOLVE_IN_ROOT,
            RESOLVE_CACHED
          });

  private ResolveFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
