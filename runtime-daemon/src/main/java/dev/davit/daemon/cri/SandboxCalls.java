package dev.davit.daemon.cri;

import static dev.davit.daemon.cri.Checks.given;
import static dev.davit.daemon.cri.Checks.id;
import static dev.davit.daemon.cri.Checks.isId;
import static dev.davit.daemon.cri.Checks.required;

import dev.davit.cri.v1.ListPodSandboxMetricsResponse;
import dev.davit.cri.v1.ListPodSandboxResponse;
import dev.davit.cri.v1.ListPodSandboxStatsResponse;
import dev.davit.cri.v1.PodSandboxFilter;
import dev.davit.cri.v1.PodSandboxMetrics;
import dev.davit.cri.v1.PodSandboxState;
import dev.davit.cri.v1.PodSandboxStats;
import dev.davit.cri.v1.PodSandboxStatsFilter;
import dev.davit.cri.v1.PodSandboxStatsResponse;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.PodSandboxStatusResponse;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RemovePodSandboxResponse;
import dev.davit.cri.v1.RunPodSandboxRequest;
import dev.davit.cri.v1.RunPodSandboxResponse;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StopPodSandboxRequest;
import dev.davit.cri.v1.StopPodSandboxResponse;
import dev.davit.cri.v1.StreamPodSandboxMetricsResponse;
import dev.davit.cri.v1.StreamPodSandboxStatsResponse;
import dev.davit.cri.v1.StreamPodSandboxesResponse;
import dev.davit.cri.v1.UpdatePodSandboxResourcesRequest;
import dev.davit.cri.v1.UpdatePodSandboxResourcesResponse;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Lane;
import dev.davit.engine.pod.ContainerFilter;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The calls of the RuntimeService about pods. */
public final class SandboxCalls {

  private final Pods pods;
  private final Usage usage;

  /** On these pods. */
  public SandboxCalls(Pods pods) {
    this.pods = pods;
    this.usage = new Usage(new CpuRates());
  }

  /** Serves them. */
  public void register(Endpoints endpoints) {
    endpoints
        .unary(RuntimeService.RUN_POD_SANDBOX, Lane.CHANGE, (q, c) -> run(q))
        .unary(RuntimeService.STOP_POD_SANDBOX, Lane.WAIT, (q, c) -> stop(q))
        .unary(RuntimeService.REMOVE_POD_SANDBOX, Lane.WAIT, (q, c) -> remove(q))
        .unary(RuntimeService.POD_SANDBOX_STATUS, Lane.QUERY, (q, c) -> status(q))
        .unary(
            RuntimeService.LIST_POD_SANDBOX,
            Lane.QUERY,
            (q, c) ->
                new ListPodSandboxResponse(
                    list(q.filter()).stream().map(Replies::sandbox).toList()))
        .streaming(
            RuntimeService.STREAM_POD_SANDBOXES,
            Lane.QUERY,
            (q, s) ->
                Streams.send(
                    s,
                    list(q.filter()).stream().map(Replies::sandbox).toList(),
                    StreamPodSandboxesResponse::new))
        .unary(RuntimeService.UPDATE_POD_SANDBOX_RESOURCES, Lane.CHANGE, (q, c) -> update(q));
    registerStatistics(endpoints);
  }

  private void registerStatistics(Endpoints endpoints) {
    endpoints
        .unary(
            RuntimeService.POD_SANDBOX_STATS,
            Lane.QUERY,
            (q, c) ->
                PodSandboxStatsResponse.builder()
                    .stats(usage.pod(pods.stats(id(q.podSandboxId(), "pod_sandbox_id"))))
                    .build())
        .unary(
            RuntimeService.LIST_POD_SANDBOX_STATS,
            Lane.QUERY,
            (q, c) -> new ListPodSandboxStatsResponse(stats(q.filter())))
        .streaming(
            RuntimeService.STREAM_POD_SANDBOX_STATS,
            Lane.QUERY,
            (q, s) -> Streams.send(s, stats(q.filter()), StreamPodSandboxStatsResponse::new))
        .unary(
            RuntimeService.LIST_POD_SANDBOX_METRICS,
            Lane.QUERY,
            (q, c) -> new ListPodSandboxMetricsResponse(metrics()))
        .streaming(
            RuntimeService.STREAM_POD_SANDBOX_METRICS,
            Lane.QUERY,
            (q, s) -> Streams.send(s, metrics(), StreamPodSandboxMetricsResponse::new));
  }

  private RunPodSandboxResponse run(RunPodSandboxRequest request) {
    return new RunPodSandboxResponse(
        pods.run(Requests.pod(required(request.config(), "config")), request.runtimeHandler())
            .id());
  }

  /** What there is not, and cannot be, is stopped. */
  private StopPodSandboxResponse stop(StopPodSandboxRequest request) {
    if (isId(required(request.podSandboxId(), "pod_sandbox_id"))) {
      pods.stop(request.podSandboxId());
    }
    return StopPodSandboxResponse.INSTANCE;
  }

  private RemovePodSandboxResponse remove(RemovePodSandboxRequest request) {
    if (isId(required(request.podSandboxId(), "pod_sandbox_id"))) {
      pods.remove(request.podSandboxId());
    }
    return RemovePodSandboxResponse.INSTANCE;
  }

  private PodSandboxStatusResponse status(PodSandboxStatusRequest request) {
    PodStatus pod = pods.status(id(request.podSandboxId(), "pod_sandbox_id"));
    PodSandboxStatusResponse.Builder builder =
        PodSandboxStatusResponse.builder()
            .status(Replies.status(pod))
            .containersStatuses(
                pods.containers(ContainerFilter.of().withPodId(pod.id())).stream()
                    .map(Replies::status)
                    .toList())
            .timestamp(Replies.nanos(Instant.now()));
    if (request.verbose()) {
      Map<String, Object> info = new TreeMap<>();
      pod.pid().ifPresent(pid -> info.put("pid", pid));
      pod.cgroup().ifPresent(cgroup -> info.put("cgroup", cgroup));
      pod.logDirectory().ifPresent(directory -> info.put("logDirectory", directory));
      info.put("addresses", pod.addresses());
      info.put("network", pods.checkNetwork(pod.id()).orElse("ok"));
      builder.info(Map.of("info", Info.of(info)));
    }
    return builder.build();
  }

  private List<PodStatus> list(Optional<PodSandboxFilter> filter) {
    if (filter.isEmpty()) {
      return pods.list(PodFilter.of());
    }
    PodSandboxFilter f = filter.get();
    if (!f.id().isEmpty() && !isId(f.id())) {
      return List.of();
    }
    return pods.list(
        new PodFilter(
            given(f.id()),
            f.state()
                .map(
                    s ->
                        s.state() == PodSandboxState.SANDBOX_READY
                            ? PodState.READY
                            : PodState.NOTREADY),
            f.labelSelector()));
  }

  private UpdatePodSandboxResourcesResponse update(UpdatePodSandboxResourcesRequest request) {
    pods.update(
        id(request.podSandboxId(), "pod_sandbox_id"),
        request.overhead().map(Requests::resources).orElseGet(LinuxResources::of),
        request.resources().map(Requests::resources).orElseGet(LinuxResources::of));
    return UpdatePodSandboxResourcesResponse.INSTANCE;
  }

  private List<PodSandboxStats> stats(Optional<PodSandboxStatsFilter> filter) {
    PodSandboxStatsFilter f = filter.orElseGet(() -> PodSandboxStatsFilter.builder().build());
    if (!f.id().isEmpty() && !isId(f.id())) {
      return List.of();
    }
    List<PodStatus> found =
        pods.list(new PodFilter(given(f.id()), Optional.of(PodState.READY), f.labelSelector()));
    return Statistics.ofReadyPods(pods, found).stream().map(usage::pod).toList();
  }

  private List<PodSandboxMetrics> metrics() {
    return Statistics.ofReadyPods(pods, pods.list(PodFilter.of())).stream()
        .map(Measures::metrics)
        .toList();
  }
}
