package dev.davit.engine.pod;

import java.util.Map;
import java.util.Optional;

/**
 * Which pods are listed; everything that is present has to fit (CRI PodSandboxFilter).
 *
 * @param id the id or its beginning
 * @param state the state
 * @param labels all of these
 */
public record PodFilter(Optional<String> id, Optional<PodState> state, Map<String, String> labels) {
  /** Copies lists and maps. */
  public PodFilter {
    labels = Map.copyOf(labels);
  }

  /** All. */
  public static PodFilter of() {
    return new PodFilter(Optional.empty(), Optional.empty(), Map.of());
  }

  /** A copy with another {@code id}. */
  public PodFilter withId(String id) {
    return new PodFilter(Optional.of(id), state, labels);
  }

  /** A copy with another {@code state}. */
  public PodFilter withState(PodState state) {
    return new PodFilter(id, Optional.of(state), labels);
  }

  /** A copy with another {@code labels}. */
  public PodFilter withLabels(Map<String, String> labels) {
    return new PodFilter(id, state, labels);
  }

  boolean accepts(PodStatus pod) {
    return id.map(pod.id()::startsWith).orElse(true)
        && state.map(pod.state()::equals).orElse(true)
        && pod.labels().entrySet().containsAll(labels.entrySet());
  }
}
