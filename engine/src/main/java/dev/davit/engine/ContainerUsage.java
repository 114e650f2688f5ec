package dev.davit.engine;

import dev.davit.runtime.cgroup.CgroupStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a container uses.
 *
 * @param time when this was read
 * @param counters of its cgroup
 * @param processes its processes
 */
public record ContainerUsage(Instant time, CgroupStats counters, List<ContainerProcess> processes) {

  /** Copies the list. */
  public ContainerUsage {
    processes = List.copyOf(processes);
  }

  /**
   * Its memory. Where no controller counts it, what its processes have resident, in which pages
   * that they share are counted more than once.
   */
  public long memoryBytes() {
    return counters
        .memoryBytes()
        .orElseGet(() -> processes.stream().mapToLong(ContainerProcess::residentBytes).sum());
  }

  /** Its processes and threads. */
  public long tasks() {
    return counters
        .processes()
        .orElseGet(() -> processes.stream().mapToLong(ContainerProcess::threads).sum());
  }

  /** Its processor time since it began; of its processes alone where none is counted. */
  public Duration cpuTime() {
    return counters
        .cpuTotal()
        .orElseGet(
            () ->
                processes.stream()
                    .map(ContainerProcess::cpuTime)
                    .reduce(Duration.ZERO, Duration::plus));
  }

  /**
   * The processor time between two readings in percent of one processor.
   *
   * @return empty if no time has passed
   */
  public Optional<Double> cpuPercentSince(ContainerUsage earlier) {
    long passed = Duration.between(earlier.time, time).toNanos();
    long used = cpuTime().minus(earlier.cpuTime()).toNanos();
    return passed <= 0 ? Optional.empty() : Optional.of(100.0 * Math.max(0, used) / passed);
  }
}
