// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code RunPodSandboxRequest} of the CRI. */
public record RunPodSandboxRequest(
    Optional<PodSandboxConfig> config,
    String runtimeHandler) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.config = config;
    builder.runtimeHandler = runtimeHandler;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<PodSandboxConfig> config = Optional.empty();
    private String runtimeHandler = "";

    private Builder() {}

    /** Sets {@code config}. */
    public Builder config(PodSandboxConfig value) {
      this.config = Optional.of(value);
      return this;
    }

    /** Sets {@code runtime_handler}. */
    public Builder runtimeHandler(String value) {
      this.runtimeHandler = value;
      return this;
    }

    /** The message. */
    public RunPodSandboxRequest build() {
      return new RunPodSandboxRequest(config, runtimeHandler);
    }
  }
}
