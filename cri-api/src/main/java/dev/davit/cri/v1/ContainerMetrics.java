// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ContainerMetrics} of the CRI. */
public record ContainerMetrics(
    String containerId,
    List<Metric> metrics) {

  /** Copies its collections. */
  public ContainerMetrics {
    metrics = Copies.of(metrics);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.metrics = metrics;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private List<Metric> metrics = List.of();

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code metrics}. */
    public Builder metrics(List<Metric> value) {
      this.metrics = value;
      return this;
    }

    /** The message. */
    public ContainerMetrics build() {
      return new ContainerMetrics(containerId, metrics);
    }
  }
}
