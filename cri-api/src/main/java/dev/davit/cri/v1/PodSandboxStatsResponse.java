// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code PodSandboxStatsResponse} of the CRI. */
public record PodSandboxStatsResponse(
    Optional<PodSandboxStats> stats) {

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
    private Optional<PodSandboxStats> stats = Optional.empty();

    private Builder() {}

    /** Sets {@code stats}. */
    public Builder stats(PodSandboxStats value) {
      this.stats = Optional.of(value);
      return this;
    }

    /** The message. */
    public PodSandboxStatsResponse build() {
      return new PodSandboxStatsResponse(stats);
    }
  }
}
