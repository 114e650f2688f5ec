// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code StreamContainerStatsResponse} of the CRI. */
public record StreamContainerStatsResponse(
    List<ContainerStats> containerStats) {

  /** Copies its collections. */
  public StreamContainerStatsResponse {
    containerStats = Copies.of(containerStats);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerStats = containerStats;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<ContainerStats> containerStats = List.of();

    private Builder() {}

    /** Sets {@code container_stats}. */
    public Builder containerStats(List<ContainerStats> value) {
      this.containerStats = value;
      return this;
    }

    /** The message. */
    public StreamContainerStatsResponse build() {
      return new StreamContainerStatsResponse(containerStats);
    }
  }
}
