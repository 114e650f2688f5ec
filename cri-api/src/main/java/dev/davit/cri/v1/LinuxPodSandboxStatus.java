// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code LinuxPodSandboxStatus} of the CRI. */
public record LinuxPodSandboxStatus(
    Optional<Namespace> namespaces) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.namespaces = namespaces;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<Namespace> namespaces = Optional.empty();

    private Builder() {}

    /** Sets {@code namespaces}. */
    public Builder namespaces(Namespace value) {
      this.namespaces = Optional.of(value);
      return this;
    }

    /** The message. */
    public LinuxPodSandboxStatus build() {
      return new LinuxPodSandboxStatus(namespaces);
    }
  }
}
