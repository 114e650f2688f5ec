package dev.davit.engine.pod;

import java.util.List;
import java.util.Map;

/**
 * What a container or a pod may use (CRI LinuxContainerResources). A number of 0 and an empty text
 * say nothing, as in the CRI.
 *
 * @param cpuPeriodMicros the period of the CPU quota
 * @param cpuQuotaMicros CPU time in each period; -1 for no limit
 * @param cpuShares relative weight, 2 to 262144
 * @param memoryLimitBytes memory, with the pages of files that are cached for it
 * @param oomScoreAdj -1000 to 1000: which processes the kernel kills first; cannot be changed later
 * @param cpusetCpus the processors, such as {@code 0-3,6}
 * @param cpusetMems the memory nodes
 * @param hugepageLimits huge pages
 * @param unified files of cgroup v2 and what is written to them
 * @param memorySwapLimitBytes memory and swap together; -1 for no limit
 */
public record LinuxResources(
    long cpuPeriodMicros,
    long cpuQuotaMicros,
    long cpuShares,
    long memoryLimitBytes,
    long oomScoreAdj,
    String cpusetCpus,
    String cpusetMems,
    List<HugepageLimit> hugepageLimits,
    Map<String, String> unified,
    long memorySwapLimitBytes) {
  /** Copies lists and maps. */
  public LinuxResources {
    hugepageLimits = List.copyOf(hugepageLimits);
    unified = Map.copyOf(unified);
  }

  /** No limits. */
  public static LinuxResources of() {
    return new LinuxResources(0, 0, 0, 0, 0, "", "", List.of(), Map.of(), 0);
  }

  /** A copy with another {@code cpuPeriodMicros}. */
  public LinuxResources withCpuPeriodMicros(long cpuPeriodMicros) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code cpuQuotaMicros}. */
  public LinuxResources withCpuQuotaMicros(long cpuQuotaMicros) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code cpuShares}. */
  public LinuxResources withCpuShares(long cpuShares) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code memoryLimitBytes}. */
  public LinuxResources withMemoryLimitBytes(long memoryLimitBytes) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code oomScoreAdj}. */
  public LinuxResources withOomScoreAdj(long oomScoreAdj) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code cpusetCpus}. */
  public LinuxResources withCpusetCpus(String cpusetCpus) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code cpusetMems}. */
  public LinuxResources withCpusetMems(String cpusetMems) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code hugepageLimits}. */
  public LinuxResources withHugepageLimits(List<HugepageLimit> hugepageLimits) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code unified}. */
  public LinuxResources withUnified(Map<String, String> unified) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }

  /** A copy with another {@code memorySwapLimitBytes}. */
  public LinuxResources withMemorySwapLimitBytes(long memorySwapLimitBytes) {
    return new LinuxResources(
        cpuPeriodMicros,
        cpuQuotaMicros,
        cpuShares,
        memoryLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        hugepageLimits,
        unified,
        memorySwapLimitBytes);
  }
}
