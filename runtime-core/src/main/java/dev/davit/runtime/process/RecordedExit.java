package dev.davit.runtime.process;

import dev.davit.linux.Signal;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ExitRecord;
import dev.davit.runtime.state.ExitStatus;
import java.util.Optional;

/** Makes how a container ended of what its supervisor recorded and its cgroup tells. */
final class RecordedExit {

  private RecordedExit() {}

  /**
   * Joins the two.
   *
   * @param cgroup the container's, which may be gone
   */
  static ContainerExit of(
      ExitRecord record, ContainerDescription description, Optional<Cgroup> cgroup) {
    return new ContainerExit(
        record.status(),
        record.finished(),
        record.userTime(),
        record.systemTime(),
        record.maxResidentKib(),
        record.oomKilled() || cgroup.map(c -> oomKilled(record, description, c)).orElse(false));
  }

  /** One that may be gone is asked about only after a SIGKILL: that reads the kernel's log. */
  private static boolean oomKilled(
      ExitRecord record, ContainerDescription description, Cgroup cgroup) {
    return cgroup
        .countsOomKill()
        .orElseGet(() -> killed(record.status()) && cgroup.wasOomKilled(description.created()));
  }

  private static boolean killed(ExitStatus status) {
    return status instanceof ExitStatus.Signaled by && by.signal() == Signal.KILL.number();
  }
}
