package dev.davit.engine.pod;

import java.util.Map;
import java.util.Optional;

/**
 * What a container uses (CRI ContainerStats).
 *
 * @param id the container
 * @param metadata which it is
 * @param labels to find it by
 * @param annotations opaque
 * @param cpu while it runs
 * @param memory while it runs
 * @param writableLayer its own layer
 * @param io where the kernel counts it
 * @param pids processes and threads
 */
public record ContainerStats(
    String id,
    ContainerMetadata metadata,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    Optional<DiskUsage> writableLayer,
    Optional<PressureStats> io,
    Optional<Long> pids) {
  /** Copies lists and maps. */
  public ContainerStats {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
