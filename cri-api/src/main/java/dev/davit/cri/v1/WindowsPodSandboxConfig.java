// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsPodSandboxConfig} of the CRI. */
public record WindowsPodSandboxConfig(
    Optional<WindowsSandboxSecurityContext> securityContext) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.securityContext = securityContext;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<WindowsSandboxSecurityContext> securityContext = Optional.empty();

    private Builder() {}

    /** Sets {@code security_context}. */
    public Builder securityContext(WindowsSandboxSecurityContext value) {
      this.securityContext = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsPodSandboxConfig build() {
      return new WindowsPodSandboxConfig(securityContext);
    }
  }
}
