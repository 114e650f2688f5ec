// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code UpdatePodSandboxResourcesRequest} of the CRI. */
public record UpdatePodSandboxResourcesRequest(
    String podSandboxId,
    Optional<LinuxContainerResources> overhead,
    Optional<LinuxContainerResources> resources) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.overhead = overhead;
    builder.resources = resources;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private Optional<LinuxContainerResources> overhead = Optional.empty();
    private Optional<LinuxContainerResources> resources = Optional.empty();

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code overhead}. */
    public Builder overhead(LinuxContainerResources value) {
      this.overhead = Optional.of(value);
      return this;
    }

    /** Sets {@code resources}. */
    public Builder resources(LinuxContainerResources value) {
      this.resources = Optional.of(value);
      return this;
    }

    /** The message. */
    public UpdatePodSandboxResourcesRequest build() {
      return new UpdatePodSandboxResourcesRequest(podSandboxId, overhead, resources);
    }
  }
}
