package dev.davit.linux.file;

import static dev.davit.linux.OpenFlags.O_CLOEXEC;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.RawName;
import dev.davit.linux.ResolveFlags;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** Opening, duplicating and configuring descriptors. All of them are close-on-exec. */
public final class Descriptors {
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int OPEN_HOW_SIZE = 24;

  private Descriptors() {}

  /** openat(2) without creating: O_CLOEXEC is added to the flags. */
  public static Fd open(Fd directory, String path, int flags) throws ErrnoException {
    return open(directory, RawName.of(path), flags, 0);
  }

  /** openat(2): O_CLOEXEC is added to the flags; the mode counts with O_CREAT and O_TMPFILE. */
  public static Fd open(Fd directory, String path, int flags, int mode) throws ErrnoException {
    return open(directory, RawName.of(path), flags, mode);
  }

  /** openat(2): O_CLOEXEC is added to the flags; the mode counts with O_CREAT and O_TMPFILE. */
  public static Fd open(Fd directory, byte[] path, int flags, int mode) throws ErrnoException {
    int all = flags | O_CLOEXEC;
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.OPENAT, directory.number(), name, all, mode);
    }
    if (result < 0) {
      CallText text = CallText.of("openat").fd(directory).string(path).raw(OpenFlags.print(all));
      throw creates(flags) ? text.octal(mode).failed(result) : text.failed(result);
    }
    return Fd.owning((int) result);
  }

  private static boolean creates(int flags) {
    return (flags & OpenFlags.O_CREAT) != 0 || (flags & OpenFlags.O_TMPFILE) == OpenFlags.O_TMPFILE;
  }

  /** openat2(2) without creating; see {@link #open2(Fd, byte[], int, int, int)}. */
  public static Fd open2(Fd directory, String path, int flags, int resolve) throws ErrnoException {
    return open2(directory, RawName.of(path), flags, 0, resolve);
  }

  /**
   * openat2(2): O_CLOEXEC is added to the flags.
   *
   * @param mode only with O_CREAT or O_TMPFILE, otherwise 0
   * @param resolve flags of {@link ResolveFlags}
   * @throws ErrnoException EAGAIN when a rename elsewhere made it impossible to tell whether the
   *     walk stayed inside; the caller may try again
   */
  public static Fd open2(Fd directory, byte[] path, int flags, int mode, int resolve)
      throws ErrnoException {
    int all = flags | O_CLOEXEC;
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      long how = scratch.reserve(OPEN_HOW_SIZE);
      scratch.putLong(how, all);
      scratch.putLong(how + 8, mode);
      scratch.putLong(how + 16, resolve);
      result = Kernel.call(Syscall.OPENAT2, directory.number(), name, how, OPEN_HOW_SIZE);
    }
    if (result < 0) {
      String how =
          "{flags="
              + OpenFlags.print(all)
              + (creates(flags) ? ", mode=0" + Integer.toOctalString(mode) : "")
              + ", resolve="
              + ResolveFlags.print(resolve)
              + "}";
      throw CallText.of("openat2")
          .fd(directory)
          .string(path)
          .raw(how)
          .number(OPEN_HOW_SIZE)
          .failed(result);
    }
    return Fd.owning((int) result);
  }

  /** A second descriptor for the same open file: fcntl(2) with F_DUPFD_CLOEXEC. */
  public static Fd duplicate(Fd fd) throws ErrnoException {
    return Fd.owning((int) fcntl(fd, F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC", 0));
  }

  /** The same, with the lowest free number that is not below {@code least}. */
  public static Fd duplicate(Fd fd, int least) throws ErrnoException {
    return Fd.owning((int) fcntl(fd, F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC", least));
  }

  /** Lets a descriptor stay open when this process executes a program: fcntl(2) with F_SETFD. */
  public static void keepOnExec(Fd fd) throws ErrnoException {
    fcntl(fd, F_SETFD, "F_SETFD", 0);
  }

  /** The status flags and access mode of the open file: fcntl(2) with F_GETFL. */
  public static int statusFlags(Fd fd) throws ErrnoException {
    return (int) fcntl(fd, F_GETFL, "F_GETFL", 0);
  }

  /** Sets or clears O_NONBLOCK on the open file, for everybody who shares it. */
  public static void setNonblocking(Fd fd, boolean on) throws ErrnoException {
    int flags = statusFlags(fd);
    int wanted = on ? flags | OpenFlags.O_NONBLOCK : flags & ~OpenFlags.O_NONBLOCK;
    if (wanted != flags) {
      fcntl(fd, F_SETFL, "F_SETFL", wanted);
    }
  }

  /** Whether the descriptor is closed on exec: fcntl(2) with F_GETFD. */
  public static boolean isCloseOnExec(Fd fd) throws ErrnoException {
    return (fcntl(fd, F_GETFD, "F_GETFD", 0) & 1) != 0;
  }

  static long fcntl(Fd fd, int command, String name, long argument) throws ErrnoException {
    long result = Kernel.call(Syscall.FCNTL, fd.number(), command, argument);
    if (result < 0) {
      throw CallText.of("fcntl").fd(fd).raw(name).number(argument).failed(result);
    }
    return result;
  }
}
