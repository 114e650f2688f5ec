package dev.davit.daemon.cri;

import dev.davit.cri.v1.ContainerAttributes;
import dev.davit.cri.v1.ContainerStats;
import dev.davit.cri.v1.CpuUsage;
import dev.davit.cri.v1.FilesystemIdentifier;
import dev.davit.cri.v1.FilesystemUsage;
import dev.davit.cri.v1.IoUsage;
import dev.davit.cri.v1.LinuxPodSandboxStats;
import dev.davit.cri.v1.MemoryUsage;
import dev.davit.cri.v1.NetworkInterfaceUsage;
import dev.davit.cri.v1.NetworkUsage;
import dev.davit.cri.v1.PodSandboxAttributes;
import dev.davit.cri.v1.PodSandboxStats;
import dev.davit.cri.v1.ProcessUsage;
import dev.davit.cri.v1.PsiData;
import dev.davit.cri.v1.PsiStats;
import dev.davit.cri.v1.SwapUsage;
import dev.davit.cri.v1.UInt64Value;
import dev.davit.engine.pod.InterfaceUsage;
import dev.davit.engine.pod.PodStats;
import dev.davit.engine.pod.Pressure;
import dev.davit.engine.pod.PressureStats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Statistics as messages. What the kernel does not count is left out, never zero. */
final class Usage {

  private static final long NANOS_PER_MICRO = 1000;

  private final CpuRates rates;

  Usage(CpuRates rates) {
    this.rates = rates;
  }

  ContainerStats container(dev.davit.engine.pod.ContainerStats stats) {
    ContainerStats.Builder builder =
        ContainerStats.builder()
            .attributes(
                ContainerAttributes.builder()
                    .id(stats.id())
                    .metadata(Replies.metadata(stats.metadata()))
                    .labels(stats.labels())
                    .annotations(stats.annotations())
                    .build());
    stats.cpu().map(c -> cpu(stats.id(), c)).ifPresent(builder::cpu);
    stats.memory().ifPresent(m -> builder.memory(memory(m)).swap(swap(m)));
    stats
        .writableLayer()
        .ifPresent(
            d ->
                builder.writableLayer(
                    FilesystemUsage.builder()
                        .timestamp(Replies.nanos(d.time()))
                        .fsId(new FilesystemIdentifier(d.mountpoint()))
                        .usedBytes(new UInt64Value(d.usedBytes()))
                        .inodesUsed(new UInt64Value(d.inodesUsed()))
                        .build()));
    stats.io().map(Usage::io).ifPresent(builder::io);
    return builder.build();
  }

  PodSandboxStats pod(PodStats stats) {
    long now = Replies.nanos(Instant.now());
    LinuxPodSandboxStats.Builder builder =
        LinuxPodSandboxStats.builder()
            .process(new ProcessUsage(now, Optional.of(new UInt64Value(stats.processes()))))
            .containers(stats.containers().stream().map(this::container).toList());
    stats.cpu().map(c -> cpu(stats.id(), c)).ifPresent(builder::cpu);
    stats.memory().map(Usage::memory).ifPresent(builder::memory);
    if (!stats.network().isEmpty()) {
      builder.network(network(now, stats.network()));
    }
    stats.io().map(Usage::io).ifPresent(builder::io);
    return PodSandboxStats.builder()
        .attributes(
            PodSandboxAttributes.builder()
                .id(stats.id())
                .metadata(Replies.metadata(stats.metadata()))
                .labels(stats.labels())
                .annotations(stats.annotations())
                .build())
        .linux(builder.build())
        .build();
  }

  private CpuUsage cpu(String id, dev.davit.engine.pod.CpuUsage cpu) {
    CpuUsage.Builder builder =
        CpuUsage.builder()
            .timestamp(Replies.nanos(cpu.time()))
            .usageCoreNanoSeconds(new UInt64Value(cpu.usageCoreNanos()));
    rates.nanoCores(id, cpu).ifPresent(rate -> builder.usageNanoCores(new UInt64Value(rate)));
    cpu.pressure().map(Usage::pressure).ifPresent(builder::psi);
    return builder.build();
  }

  private static MemoryUsage memory(dev.davit.engine.pod.MemoryUsage memory) {
    MemoryUsage.Builder builder =
        MemoryUsage.builder()
            .timestamp(Replies.nanos(memory.time()))
            .workingSetBytes(new UInt64Value(memory.workingSetBytes()))
            .usageBytes(new UInt64Value(memory.usageBytes()))
            .rssBytes(new UInt64Value(memory.rssBytes()))
            .pageFaults(new UInt64Value(memory.pageFaults()))
            .majorPageFaults(new UInt64Value(memory.majorPageFaults()));
    memory.availableBytes().map(UInt64Value::new).ifPresent(builder::availableBytes);
    memory.pressure().map(Usage::pressure).ifPresent(builder::psi);
    return builder.build();
  }

  private static SwapUsage swap(dev.davit.engine.pod.MemoryUsage memory) {
    return SwapUsage.builder()
        .timestamp(Replies.nanos(memory.time()))
        .swapUsageBytes(new UInt64Value(memory.swapUsageBytes()))
        .build();
  }

  private static NetworkUsage network(long time, List<InterfaceUsage> interfaces) {
    return NetworkUsage.builder()
        .timestamp(time)
        .defaultInterface(network(interfaces.get(0)))
        .interfaces(interfaces.stream().skip(1).map(Usage::network).toList())
        .build();
  }

  private static NetworkInterfaceUsage network(InterfaceUsage usage) {
    return NetworkInterfaceUsage.builder()
        .name(usage.name())
        .rxBytes(new UInt64Value(usage.rxBytes()))
        .rxErrors(new UInt64Value(usage.rxErrors()))
        .txBytes(new UInt64Value(usage.txBytes()))
        .txErrors(new UInt64Value(usage.txErrors()))
        .build();
  }

  private static IoUsage io(PressureStats pressure) {
    return IoUsage.builder()
        .timestamp(Replies.nanos(Instant.now()))
        .psi(pressure(pressure))
        .build();
  }

  private static PsiStats pressure(PressureStats pressure) {
    return PsiStats.builder().full(psi(pressure.full())).some(psi(pressure.some())).build();
  }

  private static PsiData psi(Pressure pressure) {
    return new PsiData(
        pressure.totalMicros() * NANOS_PER_MICRO,
        pressure.avg10(),
        pressure.avg60(),
        pressure.avg300());
  }
}
