package dev.davit.daemon.cri;

import dev.davit.cri.v1.ContainerMetrics;
import dev.davit.cri.v1.Metric;
import dev.davit.cri.v1.MetricDescriptor;
import dev.davit.cri.v1.MetricType;
import dev.davit.cri.v1.PodSandboxMetrics;
import dev.davit.cri.v1.UInt64Value;
import dev.davit.engine.pod.ContainerStats;
import dev.davit.engine.pod.InterfaceUsage;
import dev.davit.engine.pod.PodStats;
import dev.davit.engine.pod.PressureStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is measured of containers and pods, under the names that cAdvisor gave it, so that existing
 * dashboards work.
 */
final class Measures {

  private static final List<String> CONTAINER_LABELS =
      List.of("id", "name", "namespace", "pod", "container");
  private static final List<String> NETWORK_LABELS = List.of("id", "namespace", "pod", "interface");

  /** One measure of a thing; nothing where the kernel does not count it. */
  private record Measure<T>(
      String name, String help, MetricType type, double scale, Function<T, Optional<Long>> value) {}

  /** A value of a measure. */
  record Sample(
      String name,
      String help,
      MetricType type,
      List<String> keys,
      List<String> labels,
      long raw,
      double scale) {}

  private static final double NANOS = 1e-9;
  private static final double MICROS = 1e-6;

  private static final List<Measure<ContainerStats>> OF_CONTAINER =
      List.of(
          counter(
              "container_cpu_usage_seconds_total",
              "Processor time used",
              NANOS,
              c -> c.cpu().map(u -> u.usageCoreNanos())),
          gauge(
              "container_memory_usage_bytes",
              "Memory charged, with file pages",
              c -> c.memory().map(m -> m.usageBytes())),
          gauge(
              "container_memory_working_set_bytes",
              "Memory without file pages that were not used lately",
              c -> c.memory().map(m -> m.workingSetBytes())),
          gauge("container_memory_rss", "Anonymous memory", c -> c.memory().map(m -> m.rssBytes())),
          gauge(
              "container_memory_swap",
              "Memory swapped out",
              c -> c.memory().map(m -> m.swapUsageBytes())),
          counter(
              "container_memory_failures_total",
              "Page faults",
              1,
              c -> c.memory().map(m -> m.pageFaults())),
          gauge(
              "container_fs_usage_bytes",
              "Bytes written by the container",
              c -> c.writableLayer().map(d -> d.usedBytes())),
          gauge(
              "container_fs_inodes_used",
              "Files and directories written by the container",
              c -> c.writableLayer().map(d -> d.inodesUsed())),
          gauge("container_threads", "Processes and threads", ContainerStats::pids),
          pressure("cpu", "waiting", c -> c.cpu().flatMap(u -> u.pressure()), p -> p.some()),
          pressure("cpu", "stalled", c -> c.cpu().flatMap(u -> u.pressure()), p -> p.full()),
          pressure("memory", "waiting", c -> c.memory().flatMap(u -> u.pressure()), p -> p.some()),
          pressure("memory", "stalled", c -> c.memory().flatMap(u -> u.pressure()), p -> p.full()),
          pressure("io", "waiting", ContainerStats::io, p -> p.some()),
          pressure("io", "stalled", ContainerStats::io, p -> p.full()));

  private static final List<Measure<InterfaceUsage>> OF_INTERFACE =
      List.of(
          traffic("receive_bytes", "Bytes received", InterfaceUsage::rxBytes),
          traffic("receive_packets", "Packets received", InterfaceUsage::rxPackets),
          traffic("receive_errors", "Errors of receiving", InterfaceUsage::rxErrors),
          traffic("transmit_bytes", "Bytes sent", InterfaceUsage::txBytes),
          traffic("transmit_packets", "Packets sent", InterfaceUsage::txPackets),
          traffic("transmit_errors", "Errors of sending", InterfaceUsage::txErrors));

  private Measures() {}

  private static <T> Measure<T> counter(
      String name, String help, double scale, Function<T, Optional<Long>> value) {
    return new Measure<>(name, help, MetricType.COUNTER, scale, value);
  }

  private static <T> Measure<T> gauge(String name, String help, Function<T, Optional<Long>> value) {
    return new Measure<>(name, help, MetricType.GAUGE, 1, value);
  }

  private static Measure<ContainerStats> pressure(
      String resource,
      String how,
      Function<ContainerStats, Optional<PressureStats>> stats,
      Function<PressureStats, dev.davit.engine.pod.Pressure> which) {
    return counter(
        "container_pressure_" + resource + "_" + how + "_seconds_total",
        "Time in which tasks were " + how + " for " + resource,
        MICROS,
        c -> stats.apply(c).map(which).map(p -> p.totalMicros()));
  }

  private static Measure<InterfaceUsage> traffic(
      String name, String help, Function<InterfaceUsage, Long> value) {
    return counter(
        "container_network_" + name + "_total", help, 1, i -> Optional.of(value.apply(i)));
  }

  static List<MetricDescriptor> descriptors() {
    List<MetricDescriptor> all = new ArrayList<>();
    OF_CONTAINER.forEach(m -> all.add(new MetricDescriptor(m.name(), m.help(), CONTAINER_LABELS)));
    OF_INTERFACE.forEach(m -> all.add(new MetricDescriptor(m.name(), m.help(), NETWORK_LABELS)));
    return all;
  }

  static List<Sample> samples(PodStats pod) {
    List<Sample> samples = new ArrayList<>(ofPod(pod));
    pod.containers().forEach(c -> samples.addAll(ofContainer(pod, c)));
    return samples;
  }

  private static List<Sample> ofPod(PodStats pod) {
    List<Sample> samples = new ArrayList<>();
    for (InterfaceUsage each : pod.network()) {
      List<String> labels =
          List.of(pod.id(), pod.metadata().namespace(), pod.metadata().name(), each.name());
      OF_INTERFACE.forEach(m -> add(samples, m, each, NETWORK_LABELS, labels));
    }
    return samples;
  }

  private static List<Sample> ofContainer(PodStats pod, ContainerStats container) {
    List<Sample> samples = new ArrayList<>();
    String name = container.metadata().name();
    List<String> labels =
        List.of(
            container.id(),
            name + "_" + pod.metadata().name() + "_" + container.metadata().attempt(),
            pod.metadata().namespace(),
            pod.metadata().name(),
            name);
    OF_CONTAINER.forEach(m -> add(samples, m, container, CONTAINER_LABELS, labels));
    return samples;
  }

  private static <T> void add(
      List<Sample> samples, Measure<T> m, T of, List<String> keys, List<String> labels) {
    m.value()
        .apply(of)
        .ifPresent(
            v -> samples.add(new Sample(m.name(), m.help(), m.type(), keys, labels, v, m.scale())));
  }

  /** The CRI's metrics are whole numbers: of seconds, the whole ones. */
  static PodSandboxMetrics metrics(PodStats pod) {
    return new PodSandboxMetrics(
        pod.id(),
        ofPod(pod).stream().map(Measures::metric).toList(),
        pod.containers().stream()
            .map(
                c ->
                    new ContainerMetrics(
                        c.id(), ofContainer(pod, c).stream().map(Measures::metric).toList()))
            .toList());
  }

  private static Metric metric(Sample sample) {
    return Metric.builder()
        .name(sample.name())
        .metricType(sample.type())
        .labelValues(sample.labels())
        .value(new UInt64Value((long) (sample.raw() * sample.scale())))
        .build();
  }
}
