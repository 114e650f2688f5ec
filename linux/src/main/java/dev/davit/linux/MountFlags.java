package dev.davit.linux;

/** The flags of mount(2). */
public final class MountFlags {
  /** Read-only. */
  public static final int MS_RDONLY = 0x1;

  /** Set-user-ID bits and file capabilities have no effect. */
  public static final int MS_NOSUID = 0x2;

  /** Device nodes do not open. */
  public static final int MS_NODEV = 0x4;

  /** Nothing executes. */
  public static final int MS_NOEXEC = 0x8;

  /** Writes are synchronous. */
  public static final int MS_SYNCHRONOUS = 0x10;

  /** Change an existing mount. */
  public static final int MS_REMOUNT = 0x20;

  /** Mandatory locks are allowed. */
  public static final int MS_MANDLOCK = 0x40;

  /** Directory changes are synchronous. */
  public static final int MS_DIRSYNC = 0x80;

  /** Symbolic links are not followed. */
  public static final int MS_NOSYMFOLLOW = 0x100;

  /** Access times are not kept. */
  public static final int MS_NOATIME = 0x400;

  /** Access times of directories are not kept. */
  public static final int MS_NODIRATIME = 0x800;

  /** Bind mount. */
  public static final int MS_BIND = 0x1000;

  /** Move a mount. */
  public static final int MS_MOVE = 0x2000;

  /** Recursive. */
  public static final int MS_REC = 0x4000;

  /** Say nothing in the kernel log. */
  public static final int MS_SILENT = 0x8000;

  /** POSIX access control lists. */
  public static final int MS_POSIXACL = 0x10000;

  /** Propagation: unbindable. */
  public static final int MS_UNBINDABLE = 0x20000;

  /** Propagation: private. */
  public static final int MS_PRIVATE = 0x40000;

  /** Propagation: slave. */
  public static final int MS_SLAVE = 0x80000;

  /** Propagation: shared. */
  public static final int MS_SHARED = 0x100000;

  /** Access times relative to changes. */
  public static final int MS_RELATIME = 0x200000;

  /** Keep an inode version. */
  public static final int MS_I_VERSION = 0x800000;

  /** Access times always. */
  public static final int MS_STRICTATIME = 0x1000000;

  /** Write times lazily. */
  public static final int MS_LAZYTIME = 0x2000000;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {
            "MS_RDONLY",
            "MS_NOSUID",
            "MS_NODEV",
            "MS_NOEXEC",
            "MS_SYNCHRONOUS",
            "MS_REMOUNT",
            "MS_MANDLOCK",
            "MS_DIRSYNC",
            "MS_NOSYMFOLLOW",
            "MS_NOATIME",
            "MS_NODIRATIME",
            "MS_BIND",
            "MS_MOVE",
            "MS_REC",
            "MS_SILENT",
            "MS_POSIXACL",
            "MS_UNBINDABLE",
            "MS_PRIVATE",
            "MS_SLAVE",
            "MS_SHARED",
            "MS_RELATIME",
            "MS_I_VERSION",
            "MS_STRICTATIME",
            "MS_LAZYTIME"
          },
          new long[] {
            MS_RDONLY,
            MS_NOSUID,
            MS_NODEV,
            MS_NOEXEC,
            MS_SYNCHRONOUS,
            MS_REMOUNT,
            MS_MANDLOCK,
            MS_DIRSYNC,
            MS_NOSYMFOLLOW,
            MS_NOATIME,
            MS_NODIRATIME,
            MS_BIND,
            MS_MOVE,
            MS_REC,
            MS_SILENT,
            MS_POSIXACL,
            MS_UNBINDABLE,
            MS_PRIVATE,
            MS_SLAVE,
            MS_SHARED,
            MS_RELATIME,
            MS_I_VERSION,
            MS_STRICTATIME,
            MS_LAZYTIME
          });

  private MountFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
