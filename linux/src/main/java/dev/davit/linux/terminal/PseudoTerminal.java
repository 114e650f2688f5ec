package dev.davit.linux.terminal;

import static dev.davit.linux.OpenFlags.O_CLOEXEC;
import static dev.davit.linux.OpenFlags.O_NOCTTY;
import static dev.davit.linux.OpenFlags.O_RDWR;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.jnr.Scratch;

/**
 * A pseudo-terminal pair (pty(7)); whoever has this owns both descriptors.
 *
 * @param master the side of who drives the terminal
 * @param slave the side of the programs in the terminal
 * @param index the slave's name in its devpts file system
 */
public record PseudoTerminal(Fd master, Fd slave, int index) implements AutoCloseable {
  private static final long TIOCGPTN = 0x80045430L;
  private static final long TIOCSPTLCK = 0x40045431L;
  private static final long TIOCGPTPEER = 0x5441;

  /**
   * A pair of a devpts file system.
   *
   * @param devpts a directory descriptor of its root, which may be a detached mount
   */
  public static PseudoTerminal open(Fd devpts) throws ErrnoException {
    return of(Descriptors.open(devpts, "ptmx", O_RDWR | O_NOCTTY));
  }

  /** A pair of this mount namespace's {@code /dev/ptmx}. */
  public static PseudoTerminal open() throws ErrnoException {
    return of(Descriptors.open(Fd.CWD, "/dev/ptmx", O_RDWR | O_NOCTTY));
  }

  private static PseudoTerminal of(Fd master) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long number = scratch.zeroed(8);
      Terminal.ioctl(master, TIOCSPTLCK, "TIOCSPTLCK", number);
      Terminal.ioctl(master, TIOCGPTN, "TIOCGPTN", number);
      int index = scratch.getInt(number);
      // by descriptor and not by name: whoever owns the devpts may put another file there
      int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
      long slave = Terminal.ioctl(master, TIOCGPTPEER, "TIOCGPTPEER", flags);
      return new PseudoTerminal(master, Fd.owning((int) slave), index);
    } catch (ErrnoException | RuntimeException e) {
      master.close();
      throw e;
    }
  }

  /** Closes both sides. */
  @Override
  public void close() {
    slave.close();
    master.close();
  }
}
