package dev.davit.command;

import dev.davit.cri.v1.LinuxContainerResources;
import dev.davit.engine.ContainerOptions;
import dev.davit.engine.Defaults;

/** Limits in the words of the CRI; that of processes has no word there. */
final class Limits {

  private Limits() {}

  static LinuxContainerResources message(ContainerOptions.Limits limits) {
    LinuxContainerResources.Builder resources = LinuxContainerResources.builder();
    limits.memoryBytes().ifPresent(resources::memoryLimitInBytes);
    limits
        .cpus()
        .ifPresent(
            cpus ->
                resources
                    .cpuPeriod(Defaults.CPU_PERIOD_MICROS)
                    .cpuQuota(
                        Math.max(
                            Math.round(cpus * Defaults.CPU_PERIOD_MICROS),
                            Defaults.MIN_CPU_QUOTA_MICROS)));
    limits.cpuset().ifPresent(resources::cpusetCpus);
    return resources.build();
  }
}
