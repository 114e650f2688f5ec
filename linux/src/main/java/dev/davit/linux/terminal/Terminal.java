package dev.davit.linux.terminal;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** What ioctl_tty(2) does to an open terminal. */
public final class Terminal {
  static final long TCGETS = 0x5401;
  static final long TCSETS = 0x5402;
  static final long TIOCGWINSZ = 0x5413;
  static final long TIOCSWINSZ = 0x5414;

  private Terminal() {}

  /** Whether a descriptor is a terminal. */
  public static boolean isTerminal(Fd fd) {
    try (Scratch scratch = Scratch.open()) {
      long settings = scratch.reserve(TerminalSettings.SIZE);
      return Kernel.call(Syscall.IOCTL, fd.number(), TCGETS, settings) == 0;
    }
  }

  /** TIOCGWINSZ: the window size. */
  public static WindowSize windowSize(Fd fd) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long size = scratch.zeroed(8);
      ioctl(fd, TIOCGWINSZ, "TIOCGWINSZ", size);
      return new WindowSize(scratch.getShort(size), scratch.getShort(size + 2));
    }
  }

  /** TIOCSWINSZ: sets the window size; the foreground process group gets SIGWINCH. */
  public static void setWindowSize(Fd fd, WindowSize size) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long struct = scratch.zeroed(8);
      scratch.putShort(struct, size.rows());
      scratch.putShort(struct + 2, size.columns());
      ioctl(fd, TIOCSWINSZ, "TIOCSWINSZ", struct);
    }
  }

  /** TCGETS: the settings, to be set again later. */
  public static TerminalSettings settings(Fd fd) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long settings = scratch.zeroed(TerminalSettings.SIZE);
      ioctl(fd, TCGETS, "TCGETS", settings);
      return new TerminalSettings(scratch.get(settings, TerminalSettings.SIZE));
    }
  }

  /** TCSETS: sets the settings at once. */
  public static void setSettings(Fd fd, TerminalSettings settings) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      byte[] bytes = settings.bytes();
      ioctl(fd, TCSETS, "TCSETS", scratch.bytes(bytes, 0, bytes.length));
    }
  }

  static long ioctl(Fd fd, long request, String name, long argument) throws ErrnoException {
    long result = Kernel.call(Syscall.IOCTL, fd.number(), request, argument);
    if (result < 0) {
      throw CallText.of("ioctl").fd(fd).raw(name).raw("…").failed(result);
    }
    return result;
  }
}
