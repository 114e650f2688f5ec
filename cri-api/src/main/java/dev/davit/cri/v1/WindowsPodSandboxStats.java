// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code WindowsPodSandboxStats} of the CRI. */
public record WindowsPodSandboxStats(
    Optional<WindowsCpuUsage> cpu,
    Optional<WindowsMemoryUsage> memory,
    Optional<WindowsNetworkUsage> network,
    Optional<WindowsProcessUsage> process,
    List<WindowsContainerStats> containers) {

  /** Copies its collections. */
  public WindowsPodSandboxStats {
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
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<WindowsCpuUsage> cpu = Optional.empty();
    private Optional<WindowsMemoryUsage> memory = Optional.empty();
    private Optional<WindowsNetworkUsage> network = Optional.empty();
    private Optional<WindowsProcessUsage> process = Optional.empty();
    private List<WindowsContainerStats> containers = List.of();

    private Builder() {}

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

    /** Sets {@code network}. */
    public Builder network(WindowsNetworkUsage value) {
      this.network = Optional.of(value);
      return this;
    }

    /** Sets {@code process}. */
    public Builder process(WindowsProcessUsage value) {
      this.process = Optional.of(value);
      return this;
    }

    /** Sets {@code containers}. */
    public Builder containers(List<WindowsContainerStats> value) {
      this.containers = value;
      return this;
    }

    /** The message. */
    public WindowsPodSandboxStats build() {
      return new WindowsPodSandboxStats(cpu, memory, network, process, containers);
    }
  }
}
