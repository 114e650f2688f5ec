package dev.davit.runtime.process;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.process.Wait;
import dev.davit.runtime.state.ExitStatus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Children of this process that nobody watches: supervisors whose runtime was closed, and the inits
 * of containers that were created here. When they have ended, somebody has to take them out of the
 * process table, and that is whoever uses a runtime next.
 */
public final class Abandoned {

  private static final Set<Integer> PIDS = ConcurrentHashMap.newKeySet();

  private Abandoned() {}

  /** Remembers one. */
  public static void add(int pid) {
    PIDS.add(pid);
  }

  /** Takes away those that have ended; does not wait. */
  public static void reap() {
    for (int pid : PIDS) {
      try {
        // who has taken the number out of the set is who reaps it
        if (PIDS.remove(pid) && Wait.pollPid(pid).isEmpty()) {
          PIDS.add(pid);
        }
      } catch (ErrnoException e) {
        // ECHILD: somebody else has reaped it.
        PIDS.remove(pid);
      }
    }
  }

  /**
   * Waits for one until it has ended, and reaps it.
   *
   * @throws ErrnoException ECHILD if it was reaped already
   */
  public static ExitStatus await(int pid) throws ErrnoException {
    dev.davit.linux.process.ExitStatus status = Wait.forPid(pid);
    return status.code().isPresent()
        ? new ExitStatus.Exited(status.code().get())
        : new ExitStatus.Signaled(status.signal().orElseThrow().number(), status.coreDumped());
  }
}
