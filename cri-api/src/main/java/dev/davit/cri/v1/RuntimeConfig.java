// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code RuntimeConfig} of the CRI. */
public record RuntimeConfig(
    Optional<NetworkConfig> networkConfig) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.networkConfig = networkConfig;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<NetworkConfig> networkConfig = Optional.empty();

    private Builder() {}

    /** Sets {@code network_config}. */
    public Builder networkConfig(NetworkConfig value) {
      this.networkConfig = Optional.of(value);
      return this;
    }

    /** The message. */
    public RuntimeConfig build() {
      return new RuntimeConfig(networkConfig);
    }
  }
}
