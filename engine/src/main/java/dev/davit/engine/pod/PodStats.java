package dev.davit.engine.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod uses, all its containers together (CRI PodSandboxStats).
 *
 * @param id the sandbox
 * @param metadata who it is
 * @param labels to find it by
 * @param annotations opaque
 * @param cpu while it is ready
 * @param memory while it is ready
 * @param network without loopback; the first is the default
 * @param processes of all its containers
 * @param io where the kernel counts it
 * @param containers those that are not removed
 */
public record PodStats(
    String id,
    PodMetadata metadata,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    List<InterfaceUsage> network,
    long processes,
    Optional<PressureStats> io,
    List<ContainerStats> containers) {
  /** Copies lists and maps. */
  public PodStats {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    network = List.copyOf(network);
    containers = List.copyOf(containers);
  }
}
