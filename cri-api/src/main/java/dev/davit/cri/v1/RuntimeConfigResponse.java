// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code RuntimeConfigResponse} of the CRI. */
public record RuntimeConfigResponse(
    Optional<LinuxRuntimeConfiguration> linux) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.linux = linux;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<LinuxRuntimeConfiguration> linux = Optional.empty();

    private Builder() {}

    /** Sets {@code linux}. */
    public Builder linux(LinuxRuntimeConfiguration value) {
      this.linux = Optional.of(value);
      return this;
    }

    /** The message. */
    public RuntimeConfigResponse build() {
      return new RuntimeConfigResponse(linux);
    }
  }
}
