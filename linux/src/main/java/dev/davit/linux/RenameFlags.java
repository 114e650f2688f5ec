package dev.davit.linux;

/** The flags of renameat2(2). */
public final class RenameFlags {
  /** Fail when the target is there. */
  public static final int RENAME_NOREPLACE = 0x1;

  /** Swap the two. */
  public static final int RENAME_EXCHANGE = 0x2;

  /** Leave a whiteout behind. */
  public static final int RENAME_WHITEOUT = 0x4;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {"RENAME_NOREPLACE", "RENAME_EXCHANGE", "RENAME_WHITEOUT"},
          new long[] {RENAME_NOREPLACE, RENAME_EXCHANGE, RENAME_WHITEOUT});

  private RenameFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
