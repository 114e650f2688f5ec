// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;

/** The message {@code CheckpointPodRequest} of the CRI. */
public record CheckpointPodRequest(
    String podSandboxId,
    String outputPath,
    List<String> containerIds,
    Map<String, String> options) {

  /** Copies its collections. */
  public CheckpointPodRequest {
    containerIds = Copies.of(containerIds);
    options = Copies.of(options);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.outputPath = outputPath;
    builder.containerIds = containerIds;
    builder.options = options;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private String outputPath = "";
    private List<String> containerIds = List.of();
    private Map<String, String> options = Map.of();

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code output_path}. */
    public Builder outputPath(String value) {
      this.outputPath = value;
      return this;
    }

    /** Sets {@code container_ids}. */
    public Builder containerIds(List<String> value) {
      this.containerIds = value;
      return this;
    }

    /** Sets {@code options}. */
    public Builder options(Map<String, String> value) {
      this.options = value;
      return this;
    }

    /** The message. */
    public CheckpointPodRequest build() {
      return new CheckpointPodRequest(podSandboxId, outputPath, containerIds, options);
    }
  }
}
