// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code WindowsContainerResources} of the CRI. */
public record WindowsContainerResources(
    long cpuShares,
    long cpuCount,
    long cpuMaximum,
    long memoryLimitInBytes,
    long rootfsSizeInBytes,
    List<WindowsCpuGroupAffinity> affinityCpus) {

  /** Copies its collections. */
  public WindowsContainerResources {
    affinityCpus = Copies.of(affinityCpus);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cpuShares = cpuShares;
    builder.cpuCount = cpuCount;
    builder.cpuMaximum = cpuMaximum;
    builder.memoryLimitInBytes = memoryLimitInBytes;
    builder.rootfsSizeInBytes = rootfsSizeInBytes;
    builder.affinityCpus = affinityCpus;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long cpuShares = 0;
    private long cpuCount = 0;
    private long cpuMaximum = 0;
    private long memoryLimitInBytes = 0;
    private long rootfsSizeInBytes = 0;
    private List<WindowsCpuGroupAffinity> affinityCpus = List.of();

    private Builder() {}

    /** Sets {@code cpu_shares}. */
    public Builder cpuShares(long value) {
      this.cpuShares = value;
      return this;
    }

    /** Sets {@code cpu_count}. */
    public Builder cpuCount(long value) {
      this.cpuCount = value;
      return this;
    }

    /** Sets {@code cpu_maximum}. */
    public Builder cpuMaximum(long value) {
      this.cpuMaximum = value;
      return this;
    }

    /** Sets {@code memory_limit_in_bytes}. */
    public Builder memoryLimitInBytes(long value) {
      this.memoryLimitInBytes = value;
      return this;
    }

    /** Sets {@code rootfs_size_in_bytes}. */
    public Builder rootfsSizeInBytes(long value) {
      this.rootfsSizeInBytes = value;
      return this;
    }

    /** Sets {@code affinity_cpus}. */
    public Builder affinityCpus(List<WindowsCpuGroupAffinity> value) {
      this.affinityCpus = value;
      return this;
    }

    /** The message. */
    public WindowsContainerResources build() {
      return new WindowsContainerResources(cpuShares, cpuCount, cpuMaximum, memoryLimitInBytes, rootfsSizeInBytes, affinityCpus);
    }
  }
}
