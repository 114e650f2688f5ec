// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code LinuxPodSandboxStats} of the CRI. */
public record LinuxPodSandboxStats(
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    Optional<NetworkUsage> network,
    Optional<ProcessUsage> process,
    List<ContainerStats> containers,
    Optional<IoUsage> io) {

  /** Copies its collections. */
  public LinuxPodSandboxStats {
    containers = Copies.of(containers);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cpu = cpu;
    builder.memory = memory;
    builder.network = network;
    builder.process = process;
    builder.containers = containers;
    builder.io = io;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<CpuUsage> cpu = Optional.empty();
    private Optional<MemoryUsage> memory = Optional.empty();
    private Optional<NetworkUsage> network = Optional.empty();
    private Optional<ProcessUsage> process = Optional.empty();
    private List<ContainerStats> containers = List.of();
    private Optional<IoUsage> io = Optional.empty();

    private Builder() {}

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

    /** Sets {@code network}. */
    public Builder network(NetworkUsage value) {
      this.network = Optional.of(value);
      return this;
    }

    /** Sets {@code process}. */
    public Builder process(ProcessUsage value) {
      this.process = Optional.of(value);
      return this;
    }

    /** Sets {@code containers}. */
    public Builder containers(List<ContainerStats> value) {
      this.containers = value;
      return this;
    }

    /** Sets {@code io}. */
    public Builder io(IoUsage value) {
      this.io = Optional.of(value);
      return this;
    }

    /** The message. */
    public LinuxPodSandboxStats build() {
      return new LinuxPodSandboxStats(cpu, memory, network, process, containers, io);
    }
  }
}
