// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code ContainerStats} of the CRI. */
public record ContainerStats(
    Optional<ContainerAttributes> attributes,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    Optional<FilesystemUsage> writableLayer,
    Optional<SwapUsage> swap,
    Optional<IoUsage> io) {

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
    builder.swap = swap;
    builder.io = io;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ContainerAttributes> attributes = Optional.empty();
    private Optional<CpuUsage> cpu = Optional.empty();
    private Optional<MemoryUsage> memory = Optional.empty();
    private Optional<FilesystemUsage> writableLayer = Optional.empty();
    private Optional<SwapUsage> swap = Optional.empty();
    private Optional<IoUsage> io = Optional.empty();

    private Builder() {}

    /** Sets {@code attributes}. */
    public Builder attributes(ContainerAttributes value) {
      this.attributes = Optional.of(value);
      return this;
    }

    /** Sets {@code cpu}. */
    public Builder cpu(CpuUsage value) {
      this.cpu = Optional.of(value);
      return this;
    }

    /** Sets {@code memory}. */
    public Builder memory(MemoryUsage value) {
      this.memory = Optional.of(value);
      return this;
    }

    /** Sets {@code writable_layer}. */
    public Builder writableLayer(FilesystemUsage value) {
      this.writableLayer = Optional.of(value);
      return this;
    }

    /** Sets {@code swap}. */
    public Builder swap(SwapUsage value) {
      this.swap = Optional.of(value);
      return this;
    }

    /** Sets {@code io}. */
    public Builder io(IoUsage value) {
      this.io = Optional.of(value);
      return this;
    }

    /** The message. */
    public ContainerStats build() {
      return new ContainerStats(attributes, cpu, memory, writableLayer, swap, io);
    }
  }
}
