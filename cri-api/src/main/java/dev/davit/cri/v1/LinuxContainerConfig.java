// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code LinuxContainerConfig} of the CRI. */
public record LinuxContainerConfig(
    Optional<LinuxContainerResources> resources,
    Optional<LinuxContainerSecurityContext> securityContext) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.resources = resources;
    builder.securityContext = securityContext;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<LinuxContainerResources> resources = Optional.empty();
    private Optional<LinuxContainerSecurityContext> securityContext = Optional.empty();

    private Builder() {}

    /** Sets {@code resources}. */
    public Builder resources(LinuxContainerResources value) {
      this.resources = Optional.of(value);
      return this;
    }

    /** Sets {@code security_context}. */
    public Builder securityContext(LinuxContainerSecurityContext value) {
      this.securityContext = Optional.of(value);
      return this;
    }

    /** The message. */
    public LinuxContainerConfig build() {
      return new LinuxContainerConfig(resources, securityContext);
    }
  }
}
