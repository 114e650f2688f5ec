// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code StreamPodSandboxStatsResponse} of the CRI. */
public record StreamPodSandboxStatsResponse(
    List<PodSandboxStats> podSandboxStats) {

  /** Copies its collections. */
  public StreamPodSandboxStatsResponse {
    podSandboxStats = Copies.of(podSandboxStats);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxStats = podSandboxStats;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<PodSandboxStats> podSandboxStats = List.of();

    private Builder() {}

    /** Sets {@code pod_sandbox_stats}. */
    public Builder podSandboxStats(List<PodSandboxStats> value) {
      this.podSandboxStats = value;
      return this;
    }

    /** The message. */
    public StreamPodSandboxStatsResponse build() {
      return new StreamPodSandboxStatsResponse(podSandboxStats);
    }
  }
}
