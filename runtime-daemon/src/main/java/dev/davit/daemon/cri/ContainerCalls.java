package dev.davit.daemon.cri;

import static dev.davit.daemon.cri.Checks.given;
import static dev.davit.daemon.cri.Checks.id;
import static dev.davit.daemon.cri.Checks.invalid;
import static dev.davit.daemon.cri.Checks.isId;
import static dev.davit.daemon.cri.Checks.noWindows;
import static dev.davit.daemon.cri.Checks.required;

import dev.davit.cri.Bytes;
import dev.davit.cri.v1.CheckpointContainerRequest;
import dev.davit.cri.v1.CheckpointContainerResponse;
import dev.davit.cri.v1.ContainerFilter;
import dev.davit.cri.v1.ContainerStats;
import dev.davit.cri.v1.ContainerStatsFilter;
import dev.davit.cri.v1.ContainerStatsResponse;
import dev.davit.cri.v1.ContainerStatusRequest;
import dev.davit.cri.v1.ContainerStatusResponse;
import dev.davit.cri.v1.CreateContainerRequest;
import dev.davit.cri.v1.CreateContainerResponse;
import dev.davit.cri.v1.ExecSyncRequest;
import dev.davit.cri.v1.ExecSyncResponse;
import dev.davit.cri.v1.ListContainerStatsResponse;
import dev.davit.cri.v1.ListContainersResponse;
import dev.davit.cri.v1.RemoveContainerRequest;
import dev.davit.cri.v1.RemoveContainerResponse;
import dev.davit.cri.v1.ReopenContainerLogRequest;
import dev.davit.cri.v1.ReopenContainerLogResponse;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import dev.davit.cri.v1.StartContainerResponse;
import dev.davit.cri.v1.StopContainerRequest;
import dev.davit.cri.v1.StopContainerResponse;
import dev.davit.cri.v1.StreamContainerStatsResponse;
import dev.davit.cri.v1.StreamContainersResponse;
import dev.davit.cri.v1.UpdateContainerResourcesRequest;
import dev.davit.cri.v1.UpdateContainerResourcesResponse;
import dev.davit.daemon.connect.CallContext;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Lane;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.ExecOutput;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.Pods;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The calls of the RuntimeService about containers. */
public final class ContainerCalls {

  /** The most of each of output and errors that ExecSync gives (CVE-2022-31030). */
  static final int OUTPUT_BYTES = 16 << 20;

  private static final String CUT = "\n[truncated: more than 16 MiB]\n";

  private final Pods pods;
  private final Usage usage;

  /** On these pods. */
  public ContainerCalls(Pods pods) {
    this.pods = pods;
    this.usage = new Usage(new CpuRates());
  }

  /** Serves them. */
  public void register(Endpoints endpoints) {
    endpoints
        .unary(RuntimeService.CREATE_CONTAINER, Lane.CHANGE, (q, c) -> create(q))
        .unary(RuntimeService.START_CONTAINER, Lane.CHANGE, (q, c) -> start(q))
        .unary(RuntimeService.STOP_CONTAINER, Lane.WAIT, (q, c) -> stop(q))
        .unary(RuntimeService.REMOVE_CONTAINER, Lane.WAIT, (q, c) -> remove(q))
        .unary(RuntimeService.CONTAINER_STATUS, Lane.QUERY, (q, c) -> status(q))
        .unary(
            RuntimeService.LIST_CONTAINERS,
            Lane.QUERY,
            (q, c) ->
                new ListContainersResponse(
                    list(q.filter()).stream().map(Replies::container).toList()))
        .streaming(
            RuntimeService.STREAM_CONTAINERS,
            Lane.QUERY,
            (q, s) ->
                Streams.send(
                    s,
                    list(q.filter()).stream().map(Replies::container).toList(),
                    StreamContainersResponse::new))
        .unary(RuntimeService.UPDATE_CONTAINER_RESOURCES, Lane.CHANGE, (q, c) -> update(q))
        .unary(RuntimeService.REOPEN_CONTAINER_LOG, Lane.CHANGE, (q, c) -> reopen(q))
        .unary(RuntimeService.EXEC_SYNC, Lane.WAIT, this::execSync)
        .unary(RuntimeService.CHECKPOINT_CONTAINER, Lane.WAIT, (q, c) -> checkpoint(q));
    registerStatistics(endpoints);
  }

  private void registerStatistics(Endpoints endpoints) {
    endpoints
        .unary(
            RuntimeService.CONTAINER_STATS,
            Lane.QUERY,
            (q, c) ->
                ContainerStatsResponse.builder()
                    .stats(
                        usage.container(pods.containerStats(id(q.containerId(), "container_id"))))
                    .build())
        .unary(
            RuntimeService.LIST_CONTAINER_STATS,
            Lane.QUERY,
            (q, c) -> new ListContainerStatsResponse(stats(q.filter())))
        .streaming(
            RuntimeService.STREAM_CONTAINER_STATS,
            Lane.QUERY,
            (q, s) -> Streams.send(s, stats(q.filter()), StreamContainerStatsResponse::new));
  }

  private CreateContainerResponse create(CreateContainerRequest request) {
    return new CreateContainerResponse(
        pods.createContainer(
            id(request.podSandboxId(), "pod_sandbox_id"),
            Requests.container(required(request.config(), "config"))));
  }

  private StartContainerResponse start(StartContainerRequest request) {
    String id = id(request.containerId(), "container_id");
    pods.startContainer(id);
    Restarts.started(pods, id);
    return StartContainerResponse.INSTANCE;
  }

  private StopContainerResponse stop(StopContainerRequest request) {
    if (isId(required(request.containerId(), "container_id"))) {
      Restarts.stopping(pods, request.containerId());
      pods.stopContainer(request.containerId(), seconds(request.timeout(), "timeout"));
    }
    return StopContainerResponse.INSTANCE;
  }

  private static Duration seconds(long seconds, String field) {
    if (seconds < 0) {
      throw invalid(field, seconds + ": less than 0");
    }
    return Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE));
  }

  private RemoveContainerResponse remove(RemoveContainerRequest request) {
    if (isId(required(request.containerId(), "container_id"))) {
      pods.removeContainer(request.containerId());
    }
    return RemoveContainerResponse.INSTANCE;
  }

  private ContainerStatusResponse status(ContainerStatusRequest request) {
    ContainerStatus container = pods.containerStatus(id(request.containerId(), "container_id"));
    ContainerStatusResponse.Builder builder =
        ContainerStatusResponse.builder().status(Replies.status(container));
    if (request.verbose()) {
      Map<String, Object> info = new TreeMap<>();
      container.pid().ifPresent(pid -> info.put("pid", pid));
      container.cgroup().ifPresent(cgroup -> info.put("cgroup", cgroup));
      info.put("sandboxID", container.podId());
      builder.info(Map.of("info", Info.of(info)));
    }
    return builder.build();
  }

  private List<ContainerStatus> list(Optional<ContainerFilter> filter) {
    ContainerFilter f = filter.orElseGet(() -> ContainerFilter.builder().build());
    return list(
        f.id(),
        f.state().map(s -> ContainerState.values()[s.state().ordinal()]),
        f.podSandboxId(),
        f.labelSelector());
  }

  private List<ContainerStatus> list(
      String id, Optional<ContainerState> state, String podId, Map<String, String> labels) {
    if (!id.isEmpty() && !isId(id) || !podId.isEmpty() && !isId(podId)) {
      return List.of();
    }
    return pods.containers(
        new dev.davit.engine.pod.ContainerFilter(given(id), state, given(podId), labels));
  }

  private UpdateContainerResourcesResponse update(UpdateContainerResourcesRequest request) {
    noWindows(request.windows(), "windows");
    pods.updateContainer(
        id(request.containerId(), "container_id"),
        request.linux().map(Requests::resources).orElseGet(LinuxResources::of),
        request.annotations());
    return UpdateContainerResourcesResponse.INSTANCE;
  }

  private ReopenContainerLogResponse reopen(ReopenContainerLogRequest request) {
    pods.reopenContainerLog(id(request.containerId(), "container_id"));
    return ReopenContainerLogResponse.INSTANCE;
  }

  private ExecSyncResponse execSync(ExecSyncRequest request, CallContext context) {
    if (request.cmd().isEmpty()) {
      throw invalid("cmd", "required");
    }
    String container = id(request.containerId(), "container_id");
    Duration timeout = context.within(seconds(request.timeout(), "timeout"));
    // with the call, its command ends
    ExecOutput output =
        context.whileAwaited(() -> pods.execSync(container, request.cmd(), timeout, OUTPUT_BYTES));
    return new ExecSyncResponse(
        marked(output.stdout()), marked(output.stderr()), output.exitCode());
  }

  /** What was cut says so at its end, within the limit. */
  private static Bytes marked(byte[] output) {
    if (output.length < OUTPUT_BYTES) {
      return Bytes.of(output);
    }
    byte[] mark = Bytes.utf8(CUT).toByteArray();
    byte[] marked = output.clone();
    System.arraycopy(mark, 0, marked, OUTPUT_BYTES - mark.length, mark.length);
    return Bytes.of(marked);
  }

  private CheckpointContainerResponse checkpoint(CheckpointContainerRequest request) {
    pods.checkpointContainer(
        id(request.containerId(), "container_id"),
        Path.of(required(request.location(), "location")),
        seconds(request.timeout(), "timeout"));
    return CheckpointContainerResponse.INSTANCE;
  }

  private List<ContainerStats> stats(Optional<ContainerStatsFilter> filter) {
    ContainerStatsFilter f = filter.orElseGet(() -> ContainerStatsFilter.builder().build());
    return Statistics.of(
            pods,
            list(f.id(), Optional.of(ContainerState.RUNNING), f.podSandboxId(), f.labelSelector()))
        .stream()
        .map(usage::container)
        .toList();
  }
}
