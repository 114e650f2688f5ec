package dev.davit.linux.file;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.AtFlags.AT_SYMLINK_NOFOLLOW;

import dev.davit.linux.AtFlags;
import dev.davit.linux.CallText;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;
import dev.davit.linux.Syscall;
import dev.davit.linux.Timestamp;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** What is known about a file: type, permissions, owner, times; reading and changing it. */
public final class Metadata {
  private static final int STATX_SIZE = 256;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_MNT_ID = 0x1000;
  private static final long STATX_ATTR_MOUNT_ROOT = 0x2000;
  private static final byte[] EMPTY = {};

  private Metadata() {}

  /** statx(2) of an open file, O_PATH ones included. */
  public static Stat stat(Fd fd) throws ErrnoException {
    return stat(fd, EMPTY, AT_EMPTY_PATH);
  }

  /** statx(2) of a name; the flags are 0 to follow a symbolic link or AT_SYMLINK_NOFOLLOW. */
  public static Stat stat(Fd directory, String path, int flags) throws ErrnoException {
    return stat(directory, RawName.of(path), flags);
  }

  /** statx(2) of a name; the flags are 0 to follow a symbolic link or AT_SYMLINK_NOFOLLOW. */
  public static Stat stat(Fd directory, byte[] path, int flags) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      long st = scratch.reserve(STATX_SIZE);
      int mask = STATX_BASIC_STATS | STATX_MNT_ID;
      long result = Kernel.call(Syscall.STATX, directory.number(), name, flags, mask, st);
      if (result < 0) {
        throw CallText.of("statx")
            .fd(directory)
            .string(path)
            .raw(AtFlags.print(flags))
            .raw("STATX_BASIC_STATS|STATX_MNT_ID")
            .failed(result);
      }
      return read(scratch, st);
    }
  }

  // the offsets are those of struct statx in linux/stat.h, the same on every architecture
  private static Stat read(Scratch scratch, long st) {
    boolean knowsMount = (scratch.getInt(st) & STATX_MNT_ID) != 0;
    return new Stat(
        scratch.getShort(st + 28),
        scratch.getInt(st + 20),
        scratch.getInt(st + 24),
        Integer.toUnsignedLong(scratch.getInt(st + 16)),
        scratch.getLong(st + 32),
        scratch.getLong(st + 40),
        scratch.getLong(st + 48),
        new DeviceNumber(scratch.getInt(st + 136), scratch.getInt(st + 140)),
        new DeviceNumber(scratch.getInt(st + 128), scratch.getInt(st + 132)),
        time(scratch, st + 64),
        time(scratch, st + 112),
        time(scratch, st + 96),
        knowsMount ? scratch.getLong(st + 144) : -1,
        (scratch.getLong(st + 8) & STATX_ATTR_MOUNT_ROOT) != 0);
  }

  private static Timestamp time(Scratch scratch, long at) {
    return new Timestamp(scratch.getLong(at), scratch.getInt(at + 8));
  }

  /** fchownat(2) of an open file, O_PATH ones included; -1 leaves an id as it is. */
  public static void chown(Fd fd, int uid, int gid) throws ErrnoException {
    chown(fd, EMPTY, uid, gid, AT_EMPTY_PATH);
  }

  /** fchownat(2) of a name, and of a symbolic link itself; -1 leaves an id as it is. */
  public static void lchown(Fd directory, String path, int uid, int gid) throws ErrnoException {
    chown(directory, RawName.of(path), uid, gid, AT_SYMLINK_NOFOLLOW);
  }

  /** fchownat(2); -1 leaves an id as it is. */
  public static void chown(Fd directory, byte[] path, int uid, int gid, int flags)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.FCHOWNAT, directory.number(), name, uid, gid, flags);
    }
    if (result < 0) {
      throw CallText.of("fchownat")
          .fd(directory)
          .string(path)
          .number(uid)
          .number(gid)
          .raw(AtFlags.print(flags))
          .failed(result);
    }
  }

  /** fchmod(2); not for O_PATH descriptors (EBADF). */
  public static void chmod(Fd fd, int permissions) throws ErrnoException {
    long result = Kernel.call(Syscall.FCHMOD, fd.number(), permissions);
    if (result < 0) {
      throw CallText.of("fchmod").fd(fd).octal(permissions).failed(result);
    }
  }

  /** fchmodat(2), which follows symbolic links: see {@link #chmod(Fd, byte[], int)}. */
  public static void chmod(Fd directory, String path, int permissions) throws ErrnoException {
    chmod(directory, RawName.of(path), permissions);
  }

  /**
   * fchmodat(2), which follows a symbolic link in the last component. In a tree that somebody else
   * may write, open the file with O_PATH|O_NOFOLLOW and use {@link #chmodPath} instead.
   */
  public static void chmod(Fd directory, byte[] path, int permissions) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.FCHMODAT, directory.number(), name, permissions);
    }
    if (result < 0) {
      throw CallText.of("fchmodat").fd(directory).string(path).octal(permissions).failed(result);
    }
  }

  /**
   * Changes the permissions of a file of which there is only an O_PATH descriptor, through procfs.
   * Needs /proc.
   *
   * @throws ErrnoException EOPNOTSUPP when it is a symbolic link, which has no permissions
   */
  public static void chmodPath(Fd pathOnly, int permissions) throws ErrnoException {
    chmod(Fd.CWD, pathOnly.procPath(), permissions);
  }

  /** utimensat(2) of an open file, O_PATH ones included (Linux 5.8). */
  public static void setTimes(Fd fd, Timestamp accessed, Timestamp modified) throws ErrnoException {
    setTimes(fd, EMPTY, accessed, modified, AT_EMPTY_PATH);
  }

  /** utimensat(2); the flags are 0 to follow a symbolic link or AT_SYMLINK_NOFOLLOW. */
  public static void setTimes(
      Fd directory, byte[] path, Timestamp accessed, Timestamp modified, int flags)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      long times = scratch.reserve(32);
      scratch.putLong(times, accessed.seconds());
      scratch.putLong(times + 8, accessed.nanos());
      scratch.putLong(times + 16, modified.seconds());
      scratch.putLong(times + 24, modified.nanos());
      result = Kernel.call(Syscall.UTIMENSAT, directory.number(), name, times, flags);
    }
    if (result < 0) {
      throw CallText.of("utimensat")
          .fd(directory)
          .string(path)
          .raw("[" + accessed + ", " + modified + "]")
          .raw(AtFlags.print(flags))
          .failed(result);
    }
  }

  /** umask(2) of this process, which all its threads share: sets it and returns the old one. */
  public static int umask(int mask) {
    return (int) Kernel.call(Syscall.UMASK, mask);
  }
}
