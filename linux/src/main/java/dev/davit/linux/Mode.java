package dev.davit.linux;

/** File types and permission bits of st_mode (inode(7)). */
public final class Mode {
  /** The mask of the file type. */
  public static final int S_IFMT = 0170000;

  /** A socket. */
  public static final int S_IFSOCK = 0140000;

  /** A symbolic link. */
  public static final int S_IFLNK = 0120000;

  /** A regular file. */
  public static final int S_IFREG = 0100000;

  /** A block device. */
  public static final int S_IFBLK = 060000;

  /** A directory. */
  public static final int S_IFDIR = 040000;

  /** A character device. */
  public static final int S_IFCHR = 020000;

  /** A FIFO. */
  public static final int S_IFIFO = 010000;

  /** Set-user-ID. */
  public static final int S_ISUID = 04000;

  /** Set-group-ID. */
  public static final int S_ISGID = 02000;

  /** Sticky. */
  public static final int S_ISVTX = 01000;

  private Mode() {}

  /** Whether a mode is of a directory. */
  public static boolean isDirectory(int mode) {
    return (mode & S_IFMT) == S_IFDIR;
  }

  /** Whether a mode is of a regular file. */
  public static boolean isRegular(int mode) {
    return (mode & S_IFMT) == S_IFREG;
  }

  /** Whether a mode is of a symbolic link. */
  public static boolean isSymlink(int mode) {
    return (mode & S_IFMT) == S_IFLNK;
  }

  /** Prints a mode as strace does: {@code S_IFCHR|0666}. */
  public static String print(int mode) {
    String permissions = "0" + Integer.toOctalString(mode & 07777);
    switch (mode & S_IFMT) {
      case S_IFSOCK:
        return "S_IFSOCK|" + permissions;
      case S_IFLNK:
        return "S_IFLNK|" + permissions;
      case S_IFREG:
        return "S_IFREG|" + permissions;
      case S_IFBLK:
        return "S_IFBLK|" + permissions;
      case S_IFDIR:
        return "S_IFDIR|" + permissions;
      case S_IFCHR:
        return "S_IFCHR|" + permissions;
      case S_IFIFO:
        return "S_IFIFO|" + permissions;
      default:
        return "0" + Integer.toOctalString(mode);
    }
  }
}
