package dev.davit.daemon.cri;

import dev.davit.cri.v1.MetricType;
import dev.davit.daemon.connect.Page;
import dev.davit.daemon.connect.Traffic;
import dev.davit.engine.pod.ContainerFilter;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /metrics} in the text format of Prometheus, version 0.0.4. */
public final class MetricsPage implements Supplier<Page> {

  private static final double NANOS = 1e-9;

  private final Supplier<Pods> pods;
  private final Traffic traffic;

  /** Of these pods and of what the socket has seen. */
  public MetricsPage(Supplier<Pods> pods, Traffic traffic) {
    this.pods = pods;
    this.traffic = traffic;
  }

  /** Collects lines, each name's under one head. */
  private static final class Text {
    private final Map<String, StringBuilder> families = new LinkedHashMap<>();

    void add(
        String name, String help, String type, List<String> keys, List<String> labels, double v) {
      StringBuilder family =
          families.computeIfAbsent(
              name,
              n ->
                  new StringBuilder("# HELP " + n + " " + help + "\n# TYPE " + n + " " + type)
                      .append('\n'));
      family.append(name);
      for (int i = 0; i < keys.size(); i++) {
        family.append(i == 0 ? '{' : ',').append(keys.get(i)).append("=\"");
        family.append(escaped(labels.get(i))).append('"');
      }
      family.append(keys.isEmpty() ? " " : "} ").append(number(v)).append('\n');
    }

    void add(String name, String help, String type, double value) {
      add(name, help, type, List.of(), List.of(), value);
    }

    private static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : Double.toString(value);
    }

    private static String escaped(String label) {
      return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
      return String.join("", families.values());
    }
  }

  @Override
  public Page get() {
    Text text = new Text();
    daemon(text);
    pods(text);
    return new Page(200, "text/plain; version=0.0.4; charset=utf-8", text.toString());
  }

  private void daemon(Text text) {
    text.add("davit_connections", "Open connections", "gauge", traffic.connections());
    text.add("davit_streams", "Open streams of answers", "gauge", traffic.streams());
    List<String> call = List.of("call");
    traffic
        .calls()
        .forEach(
            (name, calls) -> {
              List<String> labels = List.of(name);
              long count = calls.calls().sum();
              text.add("davit_calls_total", "Calls answered", "counter", call, labels, count);
              text.add(
                  "davit_call_seconds_total",
                  "Time that calls took",
                  "counter",
                  call,
                  labels,
                  calls.nanos().sum() * NANOS);
              calls
                  .failures()
                  .forEach(
                      (code, failures) -> {
                        if (failures.sum() > 0) {
                          text.add(
                              "davit_call_failures_total",
                              "Calls that failed",
                              "counter",
                              List.of("call", "code"),
                              List.of(name, code.wireName()),
                              failures.sum());
                        }
                      });
            });
    Runtime jvm = Runtime.getRuntime();
    text.add("davit_heap_bytes", "Heap in use", "gauge", jvm.totalMemory() - jvm.freeMemory());
    text.add("davit_threads", "Java threads", "gauge", Thread.activeCount());
  }

  private void pods(Text text) {
    List<PodStatus> all = pods.get().list(PodFilter.of());
    for (PodState state : PodState.values()) {
      text.add(
          "davit_pods",
          "Pods by state",
          "gauge",
          List.of("state"),
          List.of(state.name()),
          all.stream().filter(p -> p.state() == state).count());
    }
    List<ContainerStatus> containers = pods.get().containers(ContainerFilter.of());
    for (ContainerState state : ContainerState.values()) {
      text.add(
          "davit_containers",
          "Containers by state",
          "gauge",
          List.of("state"),
          List.of(state.name()),
          containers.stream().filter(c -> c.state() == state).count());
    }
    List<Measures.Sample> samples = new ArrayList<>();
    Statistics.ofReadyPods(pods.get(), all).forEach(p -> samples.addAll(Measures.samples(p)));
    for (Measures.Sample s : samples) {
      text.add(
          s.name(),
          s.help(),
          s.type() == MetricType.COUNTER ? "counter" : "gauge",
          s.keys(),
          s.labels(),
          s.raw() * s.scale());
    }
  }
}
