// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ListPodSandboxStatsResponse} of the CRI. */
public record ListPodSandboxStatsResponse(
    List<PodSandboxStats> stats) {

  /** Copies its collections. */
  public ListPodSandboxStatsResponse {
    stats = Copies.of(stats);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.stats = stats;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<PodSandboxStats> stats = List.of();

    private Builder() {}

    /** Sets {@code stats}. */
    public Builder stats(List<PodSandboxStats> value) {
      this.stats = value;
      return this;
    }

    /** The message. */
    public ListPodSandboxStatsResponse build() {
      return new ListPodSandboxStatsResponse(stats);
    }
  }
}
