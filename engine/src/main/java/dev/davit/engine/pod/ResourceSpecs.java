package dev.davit.engine.pod;

import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.HugepageLimit;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits of the CRI in the words of OCI. Pure. */
final class ResourceSpecs {

  private ResourceSpecs() {}

  /** What is 0 or empty is left out. */
  static Resources of(LinuxResources asked) {
    Resources resources = Resources.empty();
    Cpu cpu = Cpu.empty();
    if (asked.cpuPeriodMicros() > 0) {
      cpu = cpu.withPeriod(asked.cpuPeriodMicros());
    }
    if (asked.cpuQuotaMicros() != 0) {
      cpu = cpu.withQuota(asked.cpuQuotaMicros());
    }
    if (asked.cpuShares() > 0) {
      cpu = cpu.withShares(asked.cpuShares());
    }
    if (!asked.cpusetCpus().isEmpty()) {
      cpu = cpu.withCpus(asked.cpusetCpus());
    }
    if (!asked.cpusetMems().isEmpty()) {
      cpu = cpu.withMems(asked.cpusetMems());
    }
    if (!cpu.equals(Cpu.empty())) {
      resources = resources.withCpu(cpu);
    }
    Memory memory = Memory.empty();
    if (asked.memoryLimitBytes() != 0) {
      memory = memory.withLimit(asked.memoryLimitBytes());
    }
    if (asked.memorySwapLimitBytes() != 0) {
      memory = memory.withSwap(asked.memorySwapLimitBytes());
    }
    if (!memory.equals(Memory.empty())) {
      resources = resources.withMemory(memory);
    }
    List<HugepageLimit> pages =
        asked.hugepageLimits().stream()
            .filter(limit -> limit.limitBytes() > 0)
            .map(limit -> new HugepageLimit(limit.pageSize(), limit.limitBytes(), Map.of()))
            .toList();
    return resources.withHugepageLimits(pages).withUnified(asked.unified());
  }

  /** A pod's limits: those of its containers and what it needs itself. */
  static LinuxResources sum(LinuxResources a, LinuxResources b) {
    return new LinuxResources(
        Math.max(a.cpuPeriodMicros(), b.cpuPeriodMicros()),
        limit(a.cpuQuotaMicros(), b.cpuQuotaMicros()),
        a.cpuShares() + b.cpuShares(),
        limit(a.memoryLimitBytes(), b.memoryLimitBytes()),
        0,
        a.cpusetCpus(),
        a.cpusetMems(),
        a.hugepageLimits(),
        merged(a.unified(), b.unified()),
        limit(a.memorySwapLimitBytes(), b.memorySwapLimitBytes()));
  }

  /** Where the containers have no limit, neither has the pod. */
  private static long limit(long resources, long overhead) {
    return resources <= 0 ? resources : resources + Math.max(0, overhead);
  }

  /** An update: what is 0 or empty in it stays as it was. */
  static LinuxResources changed(LinuxResources was, LinuxResources by) {
    return new LinuxResources(
        or(by.cpuPeriodMicros(), was.cpuPeriodMicros()),
        or(by.cpuQuotaMicros(), was.cpuQuotaMicros()),
        or(by.cpuShares(), was.cpuShares()),
        or(by.memoryLimitBytes(), was.memoryLimitBytes()),
        was.oomScoreAdj(),
        by.cpusetCpus().isEmpty() ? was.cpusetCpus() : by.cpusetCpus(),
        by.cpusetMems().isEmpty() ? was.cpusetMems() : by.cpusetMems(),
        by.hugepageLimits().isEmpty() ? was.hugepageLimits() : by.hugepageLimits(),
        merged(was.unified(), by.unified()),
        or(by.memorySwapLimitBytes(), was.memorySwapLimitBytes()));
  }

  private static long or(long value, long otherwise) {
    return value == 0 ? otherwise : value;
  }

  private static Map<String, String> merged(Map<String, String> a, Map<String, String> b) {
    Map<String, String> all = new HashMap<>(a);
    all.putAll(b);
    return all;
  }
}
