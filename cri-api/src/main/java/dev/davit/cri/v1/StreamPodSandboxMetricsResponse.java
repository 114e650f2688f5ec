// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code StreamPodSandboxMetricsResponse} of the CRI. */
public record StreamPodSandboxMetricsResponse(
    List<PodSandboxMetrics> podSandboxMetrics) {

  /** Copies its collections. */
  public StreamPodSandboxMetricsResponse {
    podSandboxMetrics = Copies.of(podSandboxMetrics);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxMetrics = podSandboxMetrics;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<PodSandboxMetrics> podSandboxMetrics = List.of();

    private Builder() {}

    /** Sets {@code pod_sandbox_metrics}. */
    public Builder podSandboxMetrics(List<PodSandboxMetrics> value) {
      this.podSandboxMetrics = value;
      return this;
    }

    /** The message. */
    public StreamPodSandboxMetricsResponse build() {
      return new StreamPodSandboxMetricsResponse(podSandboxMetrics);
    }
  }
}
