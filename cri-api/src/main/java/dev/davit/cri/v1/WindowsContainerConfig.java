// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsContainerConfig} of the CRI. */
public record WindowsContainerConfig(
    Optional<WindowsContainerResources> resources,
    Optional<WindowsContainerSecurityContext> securityContext) {

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
    private Optional<WindowsContainerResources> resources = Optional.empty();
    private Optional<WindowsContainerSecurityContext> securityContext = Optional.empty();

    private Builder() {}

    /** Sets {@code resources}. */
    public Builder resources(WindowsContainerResources value) {
      this.resources = Optional.of(value);
      return this;
    }

    /** Sets {@code security_context}. */
    public Builder securityContext(WindowsContainerSecurityContext value) {
      this.securityContext = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsContainerConfig build() {
      return new WindowsContainerConfig(resources, securityContext);
    }
  }
}
