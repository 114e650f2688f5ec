// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code RestorePodResponse} of the CRI. */
public record RestorePodResponse(
    String podSandboxId,
    List<String> containerIds) {

  /** Copies its collections. */
  public RestorePodResponse {
    containerIds = Copies.of(containerIds);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.containerIds = containerIds;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private List<String> containerIds = List.of();

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code container_ids}. */
    public Builder containerIds(List<String> value) {
      this.containerIds = value;
      return this;
    }

    /** The message. */
    public RestorePodResponse build() {
      return new RestorePodResponse(podSandboxId, containerIds);
    }
  }
}
