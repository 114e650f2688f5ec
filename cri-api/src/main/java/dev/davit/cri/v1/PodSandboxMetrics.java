// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code PodSandboxMetrics} of the CRI. */
public record PodSandboxMetrics(
    String podSandboxId,
    List<Metric> metrics,
    List<ContainerMetrics> containerMetrics) {

  /** Copies its collections. */
  public PodSandboxMetrics {
    metrics = Copies.of(metrics);
    containerMetrics = Copies.of(containerMetrics);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.metrics = metrics;
    builder.containerMetrics = containerMetrics;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private List<Metric> metrics = List.of();
    private List<ContainerMetrics> containerMetrics = List.of();

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code metrics}. */
    public Builder metrics(List<Metric> value) {
      this.metrics = value;
      return this;
    }

    /** Sets {@code container_metrics}. */
    public Builder containerMetrics(List<ContainerMetrics> value) {
      this.containerMetrics = value;
      return this;
    }

    /** The message. */
    public PodSandboxMetrics build() {
      return new PodSandboxMetrics(podSandboxId, metrics, containerMetrics);
    }
  }
}
