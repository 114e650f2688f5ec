package dev.davit.engine.pod;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sandbox as of now (CRI PodSandboxStatus).
 *
 * @param id 64 hexadecimal digits
 * @param metadata who it is
 * @param state ready or not
 * @param created when it was made
 * @param addresses of the pod, the first one first; none on the network of the host
 * @param namespaceOptions its namespaces
 * @param labels to find it by
 * @param annotations opaque
 * @param runtimeHandler what was asked for
 * @param pid of its pause process, as the host numbers it
 * @param cgroup of the pod, from the root of the hierarchy
 * @param logDirectory absolute
 */
public record PodStatus(
    String id,
    PodMetadata metadata,
    PodState state,
    Instant created,
    List<String> addresses,
    NamespaceOptions namespaceOptions,
    Map<String, String> labels,
    Map<String, String> annotations,
    String runtimeHandler,
    Optional<Integer> pid,
    Optional<String> cgroup,
    Optional<String> logDirectory) {
  /** Copies lists and maps. */
  public PodStatus {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
