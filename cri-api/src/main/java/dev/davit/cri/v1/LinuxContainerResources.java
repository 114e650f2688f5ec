// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;

/** The message {@code LinuxContainerResources} of the CRI. */
public record LinuxContainerResources(
    long cpuPeriod,
    long cpuQuota,
    long cpuShares,
    long memoryLimitInBytes,
    long oomScoreAdj,
    String cpusetCpus,
    String cpusetMems,
    List<HugepageLimit> hugepageLimits,
    Map<String, String> unified,
    long memorySwapLimitInBytes) {

  /** Copies its collections. */
  public LinuxContainerResources {
    hugepageLimits = Copies.of(hugepageLimits);
    unified = Copies.of(unified);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cpuPeriod = cpuPeriod;
    builder.cpuQuota = cpuQuota;
    builder.cpuShares = cpuShares;
    builder.memoryLimitInBytes = memoryLimitInBytes;
    builder.oomScoreAdj = oomScoreAdj;
    builder.cpusetCpus = cpusetCpus;
    builder.cpusetMems = cpusetMems;
    builder.hugepageLimits = hugepageLimits;
    builder.unified = unified;
    builder.memorySwapLimitInBytes = memorySwapLimitInBytes;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long cpuPeriod = 0;
    private long cpuQuota = 0;
    private long cpuShares = 0;
    private long memoryLimitInBytes = 0;
    private long oomScoreAdj = 0;
    private String cpusetCpus = "";
    private String cpusetMems = "";
    private List<HugepageLimit> hugepageLimits = List.of();
    private Map<String, String> unified = Map.of();
    private long memorySwapLimitInBytes = 0;

    private Builder() {}

    /** Sets {@code cpu_period}. */
    public Builder cpuPeriod(long value) {
      this.cpuPeriod = value;
      return this;
    }

    /** Sets {@code cpu_quota}. */
    public Builder cpuQuota(long value) {
      this.cpuQuota = value;
      return this;
    }

    /** Sets {@code cpu_shares}. */
    public Builder cpuShares(long value) {
      this.cpuShares = value;
      return this;
    }

    /** Sets {@code memory_limit_in_bytes}. */
    public Builder memoryLimitInBytes(long value) {
      this.memoryLimitInBytes = value;
      return this;
    }

    /** Sets {@code oom_score_adj}. */
    public Builder oomScoreAdj(long value) {
      this.oomScoreAdj = value;
      return this;
    }

    /** Sets {@code cpuset_cpus}. */
    public Builder cpusetCpus(String value) {
      this.cpusetCpus = value;
      return this;
    }

    /** Sets {@code cpuset_mems}. */
    public Builder cpusetMems(String value) {
      this.cpusetMems = value;
      return this;
    }

    /** Sets {@code hugepage_limits}. */
    public Builder hugepageLimits(List<HugepageLimit> value) {
      this.hugepageLimits = value;
      return this;
    }

    /** Sets {@code unified}. */
    public Builder unified(Map<String, String> value) {
      this.unified = value;
      return this;
    }

    /** Sets {@code memory_swap_limit_in_bytes}. */
    public Builder memorySwapLimitInBytes(long value) {
      this.memorySwapLimitInBytes = value;
      return this;
    }

    /** The message. */
    public LinuxContainerResources build() {
      return new LinuxContainerResources(cpuPeriod, cpuQuota, cpuShares, memoryLimitInBytes, oomScoreAdj, cpusetCpus, cpusetMems, hugepageLimits, unified, memorySwapLimitInBytes);
    }
  }
}
