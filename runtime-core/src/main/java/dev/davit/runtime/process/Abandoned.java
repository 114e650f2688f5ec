package dev.davit.runtime.process;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.process.Wait;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Supervisors that this process has started and does not watch any more, since their runtime was
 * closed. They stay its children: when they have ended, somebody has to take them out of the
 * process table, and that is whoever uses a runtime next.
 */
public final class Abandoned {

  private static final Set<Integer> PIDS = ConcurrentHashMap.newKeySet();

  private Abandoned() {}

  /** Remembers one. */
  static void add(int pid) {
    PIDS.add(pid);
  }

  /** Takes away those that have ended; does not wait. */
  public static void reap() {
    for (int pid : PIDS) {
      try {
        if (Wait.pollPid(pid).isPresent()) {
          PIDS.remove(pid);
        }
      } catch (ErrnoException e) {
        // ECHILD: somebody else has reaped it.
        PIDS.remove(pid);
      }
    }
  }
}
