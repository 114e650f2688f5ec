// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code PodSandboxStats} of the CRI. */
public record PodSandboxStats(
    Optional<PodSandboxAttributes> attributes,
    Optional<LinuxPodSandboxStats> linux,
    Optional<WindowsPodSandboxStats> windows) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.attributes = attributes;
    builder.linux = linux;
    builder.windows = windows;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<PodSandboxAttributes> attributes = Optional.empty();
    private Optional<LinuxPodSandboxStats> linux = Optional.empty();
    private Optional<WindowsPodSandboxStats> windows = Optional.empty();

    private Builder() {}

    /** Sets {@code attributes}. */
    public Builder attributes(PodSandboxAttributes value) {
      this.attributes = Optional.of(value);
      return this;
    }

    /** Sets {@code linux}. */
    public Builder linux(LinuxPodSandboxStats value) {
      this.linux = Optional.of(value);
      return this;
    }

    /** Sets {@code windows}. */
    public Builder windows(WindowsPodSandboxStats value) {
      this.windows = Optional.of(value);
      return this;
    }

    /** The message. */
    public PodSandboxStats build() {
      return new PodSandboxStats(attributes, linux, windows);
    }
  }
}
