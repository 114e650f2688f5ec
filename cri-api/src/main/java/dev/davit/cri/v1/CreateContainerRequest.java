// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code CreateContainerRequest} of the CRI. */
public record CreateContainerRequest(
    String podSandboxId,
    Optional<ContainerConfig> config,
    Optional<PodSandboxConfig> sandboxConfig) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.config = config;
    builder.sandboxConfig = sandboxConfig;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private Optional<ContainerConfig> config = Optional.empty();
    private Optional<PodSandboxConfig> sandboxConfig = Optional.empty();

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code config}. */
    public Builder config(ContainerConfig value) {
      this.config = Optional.of(value);
      return this;
    }

    /** Sets {@code sandbox_config}. */
    public Builder sandboxConfig(PodSandboxConfig value) {
      this.sandboxConfig = Optional.of(value);
      return this;
    }

    /** The message. */
    public CreateContainerRequest build() {
      return new CreateContainerRequest(podSandboxId, config, sandboxConfig);
    }
  }
}
