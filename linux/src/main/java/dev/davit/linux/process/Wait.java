package dev.davit.linux.process;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.time.Duration;
import java.util.Optional;

/**
 * Waiting for children: waitid(2). Always for a certain one, because Java's own process reaper and
 * others in this JVM have children, too.
 */
public final class Wait {
  private static final int P_PID = 1;
  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int SIGINFO_SIZE = 128;
  private static final int RUSAGE_SIZE = 144;
  private static final int CLD_EXITED = 1;
  private static final int CLD_DUMPED = 3;

  private Wait() {}

  /**
   * Waits until a child has ended, and reaps it; this may take for ever.
   *
   * @throws ErrnoException ECHILD when it is not a child of this process, or was reaped
   */
  public static ExitStatus forPid(int pid) throws ErrnoException {
    return waitid(P_PID, "P_PID", pid, 0).orElseThrow();
  }

  /** Reaps a child if it has ended. */
  public static Optional<ExitStatus> pollPid(int pid) throws ErrnoException {
    return waitid(P_PID, "P_PID", pid, WNOHANG);
  }

  /** Waits until the child behind a pidfd has ended, and reaps it; this may take for ever. */
  public static ExitStatus forPidfd(Fd pidfd) throws ErrnoException {
    return waitid(P_PIDFD, "P_PIDFD", pidfd.number(), 0).orElseThrow();
  }

  /** Reaps the child behind a pidfd if it has ended. */
  public static Optional<ExitStatus> pollPidfd(Fd pidfd) throws ErrnoException {
    return waitid(P_PIDFD, "P_PIDFD", pidfd.number(), WNOHANG);
  }

  private static Optional<ExitStatus> waitid(int idType, String name, int id, int more)
      throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long info = scratch.zeroed(SIGINFO_SIZE);
      long usage = scratch.zeroed(RUSAGE_SIZE);
      long result = Kernel.call(Syscall.WAITID, idType, id, info, WEXITED | more, usage);
      if (result < 0) {
        throw CallText.of("waitid")
            .raw(name)
            .number(id)
            .raw("…")
            .raw(more == 0 ? "WEXITED" : "WNOHANG|WEXITED")
            .raw("…")
            .failed(result);
      }
      int pid = scratch.getInt(info + 16);
      return pid == 0 ? Optional.empty() : Optional.of(read(scratch, pid, info, usage));
    }
  }

  // siginfo_t of a 64-bit machine: si_signo 0, si_errno 4, si_code 8, a gap, si_pid 16, si_uid 20,
  // si_status 24; struct rusage: ru_utime 0, ru_stime 16, ru_maxrss in KiB 32
  private static ExitStatus read(Scratch scratch, int pid, long info, long usage) {
    int how = scratch.getInt(info + 8);
    int status = scratch.getInt(info + 24);
    boolean exited = how == CLD_EXITED;
    return new ExitStatus(
        pid,
        exited ? Optional.of(status) : Optional.empty(),
        exited ? Optional.empty() : Optional.of(new Signal(status)),
        how == CLD_DUMPED,
        time(scratch, usage),
        time(scratch, usage + 16),
        scratch.getLong(usage + 32) * 1024);
  }

  private static Duration time(Scratch scratch, long at) {
    return Duration.ofSeconds(scratch.getLong(at), scratch.getLong(at + 8) * 1000);
  }
}
