package dev.davit.engine.pod;

import java.util.Map;
import java.util.Optional;

/**
 * Which containers are listed; everything that is present has to fit (CRI ContainerFilter).
 *
 * @param id the id or its beginning
 * @param state the state
 * @param podId the sandbox or the beginning of its id
 * @param labels all of these
 */
public record ContainerFilter(
    Optional<String> id,
    Optional<ContainerState> state,
    Optional<String> podId,
    Map<String, String> labels) {
  /** Copies lists and maps. */
  public ContainerFilter {
    labels = Map.copyOf(labels);
  }

  /** All. */
  public static ContainerFilter of() {
    return new ContainerFilter(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** A copy with another {@code id}. */
  public ContainerFilter withId(String id) {
    return new ContainerFilter(Optional.of(id), state, podId, labels);
  }

  /** A copy with another {@code state}. */
  public ContainerFilter withState(ContainerState state) {
    return new ContainerFilter(id, Optional.of(state), podId, labels);
  }

  /** A copy with another {@code podId}. */
  public ContainerFilter withPodId(String podId) {
    return new ContainerFilter(id, state, Optional.of(podId), labels);
  }

  /** A copy with another {@code labels}. */
  public ContainerFilter withLabels(Map<String, String> labels) {
    return new ContainerFilter(id, state, podId, labels);
  }

  /** Whether containers of this pod are asked for: the others need not be looked at. */
  boolean acceptsPod(String id) {
    return podId.map(id::startsWith).orElse(true);
  }

  /** Whether it is asked for, if its pod is. */
  boolean accepts(ContainerStatus container) {
    return id.map(container.id()::startsWith).orElse(true)
        && state.map(container.state()::equals).orElse(true)
        && container.labels().entrySet().containsAll(labels.entrySet());
  }
}
