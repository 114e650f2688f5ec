package dev.davit.linux;

/** The flags of open(2); a few of them have other values on aarch64 than on x86-64. */
public final class OpenFlags {
  private static final boolean AARCH64 = Architecture.host() == Architecture.AARCH64;

  /** Open for reading. */
  public static final int O_RDONLY = 0;

  /** Open for writing. */
  public static final int O_WRONLY = 0x1;

  /** Open for both. */
  public static final int O_RDWR = 0x2;

  /** Create the file when it is missing. */
  public static final int O_CREAT = 0x40;

  /** Fail when the file is there. */
  public static final int O_EXCL = 0x80;

  /** Never make the terminal the controlling one. */
  public static final int O_NOCTTY = 0x100;

  /** Truncate to nothing. */
  public static final int O_TRUNC = 0x200;

  /** Write at the end. */
  public static final int O_APPEND = 0x400;

  /** Never block. */
  public static final int O_NONBLOCK = 0x800;

  /** Go past the page cache. */
  public static final int O_DIRECT = AARCH64 ? 0x10000 : 0x4000;

  /** Fail unless it is a directory. */
  public static final int O_DIRECTORY = AARCH64 ? 0x4000 : 0x10000;

  /** Fail with ELOOP when the last component is a symbolic link. */
  public static final int O_NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;

  /** Leave the access time alone. */
  public static final int O_NOATIME = 0x40000;

  /** Close on exec. */
  public static final int O_CLOEXEC = 0x80000;

  /** Write data through. */
  public static final int O_DSYNC = 0x1000;

  /** Write data and metadata through. */
  public static final int O_SYNC = 0x101000;

  /** Only a handle to the place in the tree. */
  public static final int O_PATH = 0x200000;

  /** An unnamed file in the directory. */
  public static final int O_TMPFILE = AARCH64 ? 0x404000 : 0x410000;

  private static final FlagNames NAMES =
      new FlagNames(
          "O_RDONLY",
          new String[] {
            "O_TMPFILE",
            "O_SYNC",
            "O_WRONLY",
            "O_RDWR",
            "O_CREAT",
            "O_EXCL",
            "O_NOCTTY",
            "O_TRUNC",
            "O_APPEND",
            "O_NONBLOCK",
            "O_DIRECT",
            "O_DIRECTORY",
            "O_NOFOLLOW",
            "O_NOATIME",
            "O_CLOEXEC",
            "O_DSYNC",
            "O_PATH"
          },
          new long[] {
            O_TMPFILE,
            O_SYNC,
            O_WRONLY,
            O_RDWR,
            O_CREAT,
            O_EXCL,
            O_NOCTTY,
            O_TRUNC,
            O_APPEND,
            O_NONBLOCK,
            O_DIRECT,
            O_DIRECTORY,
            O_NOFOLLOW,
            O_NOATIME,
            O_CLOEXEC,
            O_DSYNC,
            O_PATH
          });

  private OpenFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    String text = NAMES.print(flags);
    // O_RDONLY is zero, so that it has to be put in by hand
    boolean named = (flags & (O_WRONLY | O_RDWR)) != 0 || flags == 0;
    return named ? text : "O_RDONLY|" + text;
  }
}
