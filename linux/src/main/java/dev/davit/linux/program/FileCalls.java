package dev.davit.linux.program;

import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Mode;
import dev.davit.linux.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * System calls on descriptors and paths.
 *
 * <p>A directory is a descriptor or {@link Operand#AT_FDCWD}. Paths are those of the process that
 * runs the program, seen where the call stands.
 */
public final class FileCalls {
  private static final int O_CREAT = 0x40;
  private static final int O_TMPFILE = 0x400000;

  private static final Notation CLOSE_RANGE =
      NumberNames.flags("CLOSE_RANGE", "CLOSE_RANGE_UNSHARE=2 CLOSE_RANGE_CLOEXEC=4");

  private static final Notation PIPE_FLAGS =
      NumberNames.flags("O", "O_EXCL=0x80 O_NONBLOCK=0x800 O_CLOEXEC=0x80000");

  private static final Notation RESOLVE =
      NumberNames.flags(
          "RESOLVE",
          "RESOLVE_NO_XDEV=1 RESOLVE_NO_MAGICLINKS=2 RESOLVE_NO_SYMLINKS=4 RESOLVE_BENEATH=8"
              + " RESOLVE_IN_ROOT=0x10 RESOLVE_CACHED=0x20");

  private static final Notation STATX_FLAGS =
      NumberNames.flags(
          "AT",
          "AT_SYMLINK_NOFOLLOW=0x100 AT_NO_AUTOMOUNT=0x800"
              + " AT_EMPTY_PATH=0x1000 AT_RECURSIVE=0x8000");

  private static final Notation STATX_SYNC =
      NumberNames.oneOf(
          "AT_STATX",
          "AT_STATX_SYNC_AS_STAT=0 AT_STATX_FORCE_SYNC=0x2000 AT_STATX_DONT_SYNC=0x4000");

  private static final Notation STATX_MASK =
      NumberNames.flags(
          "STATX",
          "STATX_ALL=0xfff STATX_BASIC_STATS=0x7ff STATX_TYPE=1 STATX_MODE=2 STATX_NLINK=4"
              + " STATX_UID=8 STATX_GID=0x10 STATX_ATIME=0x20 STATX_MTIME=0x40 STATX_CTIME=0x80"
              + " STATX_INO=0x100 STATX_SIZE=0x200 STATX_BLOCKS=0x400 STATX_BTIME=0x800"
              + " STATX_MNT_ID=0x1000");

  private FileCalls() {}

  /** openat(2) of what exists. */
  public static Call openat(Operand directory, String path, long flags) {
    return openat(directory, path, flags, 0);
  }

  /** openat(2); the mode counts for O_CREAT and O_TMPFILE. */
  public static Call openat(Operand directory, String path, long flags, int mode) {
    Call call =
        Call.of(
            Syscall.OPENAT,
            directory,
            path(path),
            Operand.of(flags, Notations.OPEN),
            Operand.of(mode, Notations.MODE));
    return creates(flags) ? call : call.printing(3);
  }

  /** openat2(2) of what exists; {@code resolve} are RESOLVE_ flags. */
  public static Call openat2(Operand directory, String path, long flags, long resolve) {
    return openat2(directory, path, flags, 0, resolve);
  }

  /** openat2(2); {@code resolve} are RESOLVE_ flags. */
  public static Call openat2(Operand directory, String path, long flags, int mode, long resolve) {
    StructBuilder how =
        Data.struct("open_how", 24).field(0, 8, "flags", Operand.of(flags, Notations.OPEN));
    if (creates(flags)) {
      how.field(8, 8, "mode", Operand.of(mode, Notations.MODE));
    }
    how.field(16, 8, "resolve", Operand.of(resolve, RESOLVE));
    return Call.of(Syscall.OPENAT2, directory, path(path), how.build().address(), Operand.of(24));
  }

  private static boolean creates(long flags) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0;
  }

  /** close(2). */
  public static Call close(Operand fd) {
    return Call.of(Syscall.CLOSE, fd);
  }

  /** close_range(2): both ends are closed too; {@code last} may be 0xFFFFFFFF. */
  public static Call closeRange(Operand first, Operand last, int flags) {
    return Call.of(Syscall.CLOSE_RANGE, first, last, Operand.of(flags, CLOSE_RANGE));
  }

  /** dup3(2). */
  public static Call dup3(Operand from, Operand to, int flags) {
    return Call.of(Syscall.DUP3, from, to, Operand.of(flags, PIPE_FLAGS));
  }

  /** pipe2(2); the block of 8 bytes receives the descriptors: to read from, to write to. */
  public static Call pipe2(Data descriptors, int flags) {
    return Call.of(Syscall.PIPE2, descriptors.address(), Operand.of(flags, PIPE_FLAGS));
  }

  /** read(2) of at most as many bytes as the block has. */
  public static Call read(Operand fd, Data buffer) {
    return Call.of(Syscall.READ, fd, buffer.address(), size(buffer));
  }

  /** write(2) of a whole block. */
  public static Call write(Operand fd, Data data) {
    return Call.of(Syscall.WRITE, fd, data.address(), size(data));
  }

  /** write(2) of a text, without a terminating NUL. */
  public static Call write(Operand fd, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return write(fd, Data.bytes("text", bytes));
  }

  /** write(2) of a number of bytes that may be known only at run time, from an address. */
  public static Call write(Operand fd, Operand.Address from, Operand count) {
    return Call.of(Syscall.WRITE, fd, from, count);
  }

  /** read(2) to an address. */
  public static Call read(Operand fd, Operand.Address to, Operand count) {
    return Call.of(Syscall.READ, fd, to, count);
  }

  /** pwrite64(2) of a whole block. */
  public static Call pwrite64(Operand fd, Data data, Operand offset) {
    return Call.of(Syscall.PWRITE64, fd, data.address(), size(data), offset);
  }

  /** pread64(2) of at most as many bytes as the block has. */
  public static Call pread64(Operand fd, Data buffer, Operand offset) {
    return Call.of(Syscall.PREAD64, fd, buffer.address(), size(buffer), offset);
  }

  /** writev(2) of whole blocks. */
  public static Call writev(Operand fd, List<Data> blocks) {
    return Call.of(Syscall.WRITEV, fd, Vectors.of(blocks).address(), Operand.of(blocks.size()));
  }

  /** mkdirat(2). */
  public static Call mkdirat(Operand directory, String path, int mode) {
    return Call.of(Syscall.MKDIRAT, directory, path(path), Operand.of(mode, Notations.MODE));
  }

  /** mknodat(2); the mode has the file type, the device counts for device nodes only. */
  public static Call mknodat(Operand directory, String path, int mode, DeviceNumber device) {
    return mknodat(directory, path, mode, Integer.toUnsignedLong(device.encoded()));
  }

  /** mknodat(2) with a device number as {@link DeviceNumber#encoded} gives it. */
  public static Call mknodat(Operand directory, String path, int mode, long device) {
    Call call =
        Call.of(
            Syscall.MKNODAT,
            directory,
            path(path),
            Operand.of(mode, Notations.TYPE_AND_MODE),
            Operand.of(device, Notations.DEVICE));
    int type = mode & Mode.S_IFMT;
    return type == Mode.S_IFCHR || type == Mode.S_IFBLK ? call : call.printing(3);
  }

  /** symlinkat(2). */
  public static Call symlinkat(String target, Operand directory, String path) {
    return Call.of(Syscall.SYMLINKAT, path(target), directory, path(path));
  }

  /** unlinkat(2); AT_REMOVEDIR removes a directory. */
  public static Call unlinkat(Operand directory, String path, int flags) {
    return Call.of(Syscall.UNLINKAT, directory, path(path), Operand.of(flags, Notations.AT));
  }

  /** linkat(2). */
  public static Call linkat(
      Operand fromDirectory, String from, Operand toDirectory, String to, int flags) {
    return Call.of(
        Syscall.LINKAT,
        fromDirectory,
        path(from),
        toDirectory,
        path(to),
        Operand.of(flags, Notations.AT));
  }

  /** readlinkat(2); the result is the length, and there is no NUL. */
  public static Call readlinkat(Operand directory, String path, Data buffer) {
    return Call.of(Syscall.READLINKAT, directory, path(path), buffer.address(), size(buffer));
  }

  /** newfstatat(2); the block receives the 144 (x86-64) or 128 bytes of struct stat. */
  public static Call newfstatat(Operand directory, String path, Data stat, int flags) {
    return Call.of(
        Syscall.NEWFSTATAT, directory, path(path), stat.address(), Operand.of(flags, Notations.AT));
  }

  /** statx(2); the block receives the 256 bytes of struct statx, alike on both architectures. */
  public static Call statx(Operand directory, String path, int flags, long mask, Data statx) {
    return Call.of(
        Syscall.STATX,
        directory,
        path(path),
        Operand.of(flags, FileCalls::statxFlags),
        Operand.of(mask, STATX_MASK),
        statx.address());
  }

  private static String statxFlags(long flags) {
    String sync = STATX_SYNC.print(flags & 0x6000);
    return (flags & ~0x6000) == 0 ? sync : sync + "|" + STATX_FLAGS.print(flags & ~0x6000);
  }

  /** ftruncate(2). */
  public static Call ftruncate(Operand fd, long bytes) {
    return Call.of(Syscall.FTRUNCATE, fd, Operand.of(bytes));
  }

  /**
   * faccessat2(2) X_OK with AT_EACCESS: whether this process, as it is now, may execute a file.
   *
   * @param path the address of a string
   */
  public static Call mayExecute(Operand path) {
    return Call.of(
        Syscall.FACCESSAT2,
        Operand.AT_FDCWD,
        path,
        Operand.of(1, "X_OK"),
        Operand.of(0x200, "AT_EACCESS"));
  }

  /**
   * faccessat(2) F_OK: whether there is a file. It knows nothing of capabilities, and seccomp
   * profiles that are older than faccessat2(2) let it pass.
   *
   * @param path the address of a string
   */
  public static Call isThere(Operand path) {
    return Call.of(Syscall.FACCESSAT, Operand.AT_FDCWD, path, Operand.of(0, "F_OK"));
  }

  /** fsync(2). */
  public static Call fsync(Operand fd) {
    return Call.of(Syscall.FSYNC, fd);
  }

  /** fcntl(2) F_DUPFD_CLOEXEC: the result is at least {@code least}. */
  public static Call fcntlDuplicate(Operand fd, int least) {
    return Call.of(Syscall.FCNTL, fd, Operand.of(1030, "F_DUPFD_CLOEXEC"), Operand.of(least));
  }

  /** fcntl(2) F_SETFD with FD_CLOEXEC set or cleared. */
  public static Call fcntlCloseOnExec(Operand fd, boolean close) {
    Operand flag = close ? Operand.of(1, "FD_CLOEXEC") : Operand.of(0);
    return Call.of(Syscall.FCNTL, fd, Operand.of(2, "F_SETFD"), flag);
  }

  /** fcntl(2) F_GETFD. */
  public static Call fcntlGetFlags(Operand fd) {
    return Call.of(Syscall.FCNTL, fd, Operand.of(1, "F_GETFD"));
  }

  /** fchmodat(2) with a mode that is known only when it runs. */
  public static Call fchmodat(Operand directory, String path, Operand mode) {
    return Call.of(Syscall.FCHMODAT, directory, path(path), mode);
  }

  /** fchmodat(2), which follows symbolic links. */
  public static Call fchmodat(Operand directory, String path, int mode) {
    return Call.of(Syscall.FCHMODAT, directory, path(path), Operand.of(mode, Notations.MODE));
  }

  /** fchownat(2); -1 leaves an id as it is. */
  public static Call fchownat(Operand directory, String path, long uid, long gid, int flags) {
    return Call.of(
        Syscall.FCHOWNAT,
        directory,
        path(path),
        Operand.of(uid),
        Operand.of(gid),
        Operand.of(flags, Notations.AT));
  }

  /** chdir(2). */
  public static Call chdir(String path) {
    return Call.of(Syscall.CHDIR, path(path));
  }

  /** fchdir(2). */
  public static Call fchdir(Operand fd) {
    return Call.of(Syscall.FCHDIR, fd);
  }

  /** chroot(2). */
  public static Call chroot(String path) {
    return Call.of(Syscall.CHROOT, path(path));
  }

  /** getcwd(2); the result is the length with the NUL. */
  public static Call getcwd(Data buffer) {
    return Call.of(Syscall.GETCWD, buffer.address(), size(buffer));
  }

  /** umask(2). */
  public static Call umask(int mask) {
    return Call.of(Syscall.UMASK, Operand.of(mask, Notations.MODE));
  }

  static Operand path(String path) {
    return Data.string(path).address();
  }

  static Operand size(Data block) {
    return Operand.of(block.size());
  }
}
