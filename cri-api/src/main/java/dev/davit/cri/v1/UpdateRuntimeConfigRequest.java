// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code UpdateRuntimeConfigRequest} of the CRI. */
public record UpdateRuntimeConfigRequest(
    Optional<RuntimeConfig> runtimeConfig) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.runtimeConfig = runtimeConfig;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<RuntimeConfig> runtimeConfig = Optional.empty();

    private Builder() {}

    /** Sets {@code runtime_config}. */
    public Builder runtimeConfig(RuntimeConfig value) {
      this.runtimeConfig = Optional.of(value);
      return this;
    }

    /** The message. */
    public UpdateRuntimeConfigRequest build() {
      return new UpdateRuntimeConfigRequest(runtimeConfig);
    }
  }
}
