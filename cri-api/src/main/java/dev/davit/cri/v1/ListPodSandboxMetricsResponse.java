// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ListPodSandboxMetricsResponse} of the CRI. */
public record ListPodSandboxMetricsResponse(
    List<PodSandboxMetrics> podMetrics) {

  /** Copies its collections. */
  public ListPodSandboxMetricsResponse {
    podMetrics = Copies.of(podMetrics);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podMetrics = podMetrics;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<PodSandboxMetrics> podMetrics = List.of();

    private Builder() {}

    /** Sets {@code pod_metrics}. */
    public Builder podMetrics(List<PodSandboxMetrics> value) {
      this.podMetrics = value;
      return this;
    }

    /** The message. */
    public ListPodSandboxMetricsResponse build() {
      return new ListPodSandboxMetricsResponse(podMetrics);
    }
  }
}
