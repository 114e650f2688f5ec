// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code ContainerResources} of the CRI. */
public record ContainerResources(
    Optional<LinuxContainerResources> linux,
    Optional<WindowsContainerResources> windows) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.linux = linux;
    builder.windows = windows;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<LinuxContainerResources> linux = Optional.empty();
    private Optional<WindowsContainerResources> windows = Optional.empty();

    private Builder() {}

    /** Sets {@code linux}. */
    public Builder linux(LinuxContainerResources value) {
      this.linux = Optional.of(value);
      return this;
    }

    /** Sets {@code windows}. */
    public Builder windows(WindowsContainerResources value) {
      this.windows = Optional.of(value);
      return this;
    }

    /** The message. */
    public ContainerResources build() {
      return new ContainerResources(linux, windows);
    }
  }
}
