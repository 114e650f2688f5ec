// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsContainerStats} of the CRI. */
public record WindowsContainerStats(
    Optional<ContainerAttributes> attributes,
    Optional<WindowsCpuUsage> cpu,
    Optional<WindowsMemoryUsage> memory,
    Optional<WindowsFilesystemUsage> writableLayer) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.attributes = attributes;
    builder.cpu = cpu;
    builder.memory = memory;
    builder.writableLayer = writableLayer;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ContainerAttributes> attributes = Optional.empty();
    private Optional<WindowsCpuUsage> cpu = Optional.empty();
    private Optional<WindowsMemoryUsage> memory = Optional.empty();
    private Optional<WindowsFilesystemUsage> writableLayer = Optional.empty();

    private Builder() {}

    /** Sets {@code attributes}. */
    public Builder attributes(ContainerAttributes value) {
      this.attributes = Optional.of(value);
      return this;
    }

    /** Sets {@code cpu}. */
    public Builder cpu(WindowsCpuUsage value) {
      this.cpu = Optional.of(value);
      return this;
    }

    /** Sets {@code memory}. */
    public Builder memory(WindowsMemoryUsage value) {
      this.memory = Optional.of(value);
      return this;
    }

    /** Sets {@code writable_layer}. */
    public Builder writableLayer(WindowsFilesystemUsage value) {
      this.writableLayer = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsContainerStats build() {
      return new WindowsContainerStats(attributes, cpu, memory, writableLayer);
    }
  }
}
