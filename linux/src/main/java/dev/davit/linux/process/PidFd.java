package dev.davit.linux.process;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;

/**
 * Processes by descriptor (pidfd_open(2)): unlike a number, a pidfd never comes to mean another
 * process. It is readable for poll once the process has ended.
 */
public final class PidFd {
  private PidFd() {}

  /**
   * pidfd_open(2); the descriptor is close-on-exec.
   *
   * @throws ErrnoException ESRCH when there is no such process
   */
  public static Fd open(int pid) throws ErrnoException {
    long result = Kernel.call(Syscall.PIDFD_OPEN, pid, 0);
    if (result < 0) {
      throw CallText.of("pidfd_open").number(pid).number(0).failed(result);
    }
    return Fd.owning((int) result);
  }

  /**
   * pidfd_send_signal(2).
   *
   * @throws ErrnoException ESRCH when the process has ended and was reaped
   */
  public static void signal(Fd pidfd, Signal signal) throws ErrnoException {
    long result = Kernel.call(Syscall.PIDFD_SEND_SIGNAL, pidfd.number(), signal.number(), 0, 0);
    if (result < 0) {
      throw CallText.of("pidfd_send_signal")
          .fd(pidfd)
          .raw(signal.name())
          .raw("NULL")
          .number(0)
          .failed(result);
    }
  }

  /** Kills the process that has this number; does nothing if there is none. */
  public static void kill(int pid) throws ErrnoException {
    try (Fd process = open(pid)) {
      signal(process, Signal.KILL);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw e;
      }
    }
  }

  /** Whether the process is there; a zombie is, until it is reaped. */
  public static boolean isThere(Fd pidfd) throws ErrnoException {
    long result = Kernel.call(Syscall.PIDFD_SEND_SIGNAL, pidfd.number(), 0, 0, 0);
    if (result == -Errno.ESRCH.number()) {
      return false;
    }
    if (result < 0 && result != -Errno.EPERM.number()) {
      throw CallText.of("pidfd_send_signal")
          .fd(pidfd)
          .number(0)
          .raw("NULL")
          .number(0)
          .failed(result);
    }
    return true;
  }

  /** pidfd_getfd(2): a descriptor for an open file of another process, by its number there. */
  public static Fd takeDescriptor(Fd pidfd, int number) throws ErrnoException {
    long result = Kernel.call(Syscall.PIDFD_GETFD, pidfd.number(), number, 0);
    if (result < 0) {
      throw CallText.of("pidfd_getfd").fd(pidfd).number(number).number(0).failed(result);
    }
    return Fd.owning((int) result);
  }
}
