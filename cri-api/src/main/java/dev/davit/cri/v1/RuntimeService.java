// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Rpc;
import java.util.List;

/** The calls of the service {@code runtime.v1.RuntimeService}. */
public final class RuntimeService {

  /** {@code Version}. */
  public static final Rpc<VersionRequest, VersionResponse> VERSION =
      Rpc.unary("runtime.v1.RuntimeService", "Version", VersionRequest.class, VersionResponse.class);

  /** {@code RunPodSandbox}. */
  public static final Rpc<RunPodSandboxRequest, RunPodSandboxResponse> RUN_POD_SANDBOX =
      Rpc.unary("runtime.v1.RuntimeService", "RunPodSandbox", RunPodSandboxRequest.class, RunPodSandboxResponse.class);

  /** {@code StopPodSandbox}. */
  public static final Rpc<StopPodSandboxRequest, StopPodSandboxResponse> STOP_POD_SANDBOX =
      Rpc.unary("runtime.v1.RuntimeService", "StopPodSandbox", StopPodSandboxRequest.class, StopPodSandboxResponse.class);

  /** {@code RemovePodSandbox}. */
  public static final Rpc<RemovePodSandboxRequest, RemovePodSandboxResponse> REMOVE_POD_SANDBOX =
      Rpc.unary("runtime.v1.RuntimeService", "RemovePodSandbox", RemovePodSandboxRequest.class, RemovePodSandboxResponse.class);

  /** {@code PodSandboxStatus}. */
  public static final Rpc<PodSandboxStatusRequest, PodSandboxStatusResponse> POD_SANDBOX_STATUS =
      Rpc.unary("runtime.v1.RuntimeService", "PodSandboxStatus", PodSandboxStatusRequest.class, PodSandboxStatusResponse.class);

  /** {@code ListPodSandbox}. */
  public static final Rpc<ListPodSandboxRequest, ListPodSandboxResponse> LIST_POD_SANDBOX =
      Rpc.unary("runtime.v1.RuntimeService", "ListPodSandbox", ListPodSandboxRequest.class, ListPodSandboxResponse.class);

  /** {@code StreamPodSandboxes}. */
  public static final Rpc<StreamPodSandboxesRequest, StreamPodSandboxesResponse> STREAM_POD_SANDBOXES =
      Rpc.streaming("runtime.v1.RuntimeService", "StreamPodSandboxes", StreamPodSandboxesRequest.class, StreamPodSandboxesResponse.class);

  /** {@code CreateContainer}. */
  public static final Rpc<CreateContainerRequest, CreateContainerResponse> CREATE_CONTAINER =
      Rpc.unary("runtime.v1.RuntimeService", "CreateContainer", CreateContainerRequest.class, CreateContainerResponse.class);

  /** {@code StartContainer}. */
  public static final Rpc<StartContainerRequest, StartContainerResponse> START_CONTAINER =
      Rpc.unary("runtime.v1.RuntimeService", "StartContainer", StartContainerRequest.class, StartContainerResponse.class);

  /** {@code StopContainer}. */
  public static final Rpc<StopContainerRequest, StopContainerResponse> STOP_CONTAINER =
      Rpc.unary("runtime.v1.RuntimeService", "StopContainer", StopContainerRequest.class, StopContainerResponse.class);

  /** {@code RemoveContainer}. */
  public static final Rpc<RemoveContainerRequest, RemoveContainerResponse> REMOVE_CONTAINER =
      Rpc.unary("runtime.v1.RuntimeService", "RemoveContainer", RemoveContainerRequest.class, RemoveContainerResponse.class);

  /** {@code ListContainers}. */
  public static final Rpc<ListContainersRequest, ListContainersResponse> LIST_CONTAINERS =
      Rpc.unary("runtime.v1.RuntimeService", "ListContainers", ListContainersRequest.class, ListContainersResponse.class);

  /** {@code StreamContainers}. */
  public static final Rpc<StreamContainersRequest, StreamContainersResponse> STREAM_CONTAINERS =
      Rpc.streaming("runtime.v1.RuntimeService", "StreamContainers", StreamContainersRequest.class, StreamContainersResponse.class);

  /** {@code ContainerStatus}. */
  public static final Rpc<ContainerStatusRequest, ContainerStatusResponse> CONTAINER_STATUS =
      Rpc.unary("runtime.v1.RuntimeService", "ContainerStatus", ContainerStatusRequest.class, ContainerStatusResponse.class);

  /** {@code UpdateContainerResources}. */
  public static final Rpc<UpdateContainerResourcesRequest, UpdateContainerResourcesResponse> UPDATE_CONTAINER_RESOURCES =
      Rpc.unary("runtime.v1.RuntimeService", "UpdateContainerResources", UpdateContainerResourcesRequest.class, UpdateContainerResourcesResponse.class);

  /** {@code ReopenContainerLog}. */
  public static final Rpc<ReopenContainerLogRequest, ReopenContainerLogResponse> REOPEN_CONTAINER_LOG =
      Rpc.unary("runtime.v1.RuntimeService", "ReopenContainerLog", ReopenContainerLogRequest.class, ReopenContainerLogResponse.class);

  /** {@code ExecSync}. */
  public static final Rpc<ExecSyncRequest, ExecSyncResponse> EXEC_SYNC =
      Rpc.unary("runtime.v1.RuntimeService", "ExecSync", ExecSyncRequest.class, ExecSyncResponse.class);

  /** {@code Exec}. */
  public static final Rpc<ExecRequest, ExecResponse> EXEC =
      Rpc.unary("runtime.v1.RuntimeService", "Exec", ExecRequest.class, ExecResponse.class);

  /** {@code Attach}. */
  public static final Rpc<AttachRequest, AttachResponse> ATTACH =
      Rpc.unary("runtime.v1.RuntimeService", "Attach", AttachRequest.class, AttachResponse.class);

  /** {@code PortForward}. */
  public static final Rpc<PortForwardRequest, PortForwardResponse> PORT_FORWARD =
      Rpc.unary("runtime.v1.RuntimeService", "PortForward", PortForwardRequest.class, PortForwardResponse.class);

  /** {@code ContainerStats}. */
  public static final Rpc<ContainerStatsRequest, ContainerStatsResponse> CONTAINER_STATS =
      Rpc.unary("runtime.v1.RuntimeService", "ContainerStats", ContainerStatsRequest.class, ContainerStatsResponse.class);

  /** {@code ListContainerStats}. */
  public static final Rpc<ListContainerStatsRequest, ListContainerStatsResponse> LIST_CONTAINER_STATS =
      Rpc.unary("runtime.v1.RuntimeService", "ListContainerStats", ListContainerStatsRequest.class, ListContainerStatsResponse.class);

  /** {@code StreamContainerStats}. */
  public static final Rpc<StreamContainerStatsRequest, StreamContainerStatsResponse> STREAM_CONTAINER_STATS =
      Rpc.streaming("runtime.v1.RuntimeService", "StreamContainerStats", StreamContainerStatsRequest.class, StreamContainerStatsResponse.class);

  /** {@code PodSandboxStats}. */
  public static final Rpc<PodSandboxStatsRequest, PodSandboxStatsResponse> POD_SANDBOX_STATS =
      Rpc.unary("runtime.v1.RuntimeService", "PodSandboxStats", PodSandboxStatsRequest.class, PodSandboxStatsResponse.class);

  /** {@code ListPodSandboxStats}. */
  public static final Rpc<ListPodSandboxStatsRequest, ListPodSandboxStatsResponse> LIST_POD_SANDBOX_STATS =
      Rpc.unary("runtime.v1.RuntimeService", "ListPodSandboxStats", ListPodSandboxStatsRequest.class, ListPodSandboxStatsResponse.class);

  /** {@code StreamPodSandboxStats}. */
  public static final Rpc<StreamPodSandboxStatsRequest, StreamPodSandboxStatsResponse> STREAM_POD_SANDBOX_STATS =
      Rpc.streaming("runtime.v1.RuntimeService", "StreamPodSandboxStats", StreamPodSandboxStatsRequest.class, StreamPodSandboxStatsResponse.class);

  /** {@code UpdateRuntimeConfig}. */
  public static final Rpc<UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse> UPDATE_RUNTIME_CONFIG =
      Rpc.unary("runtime.v1.RuntimeService", "UpdateRuntimeConfig", UpdateRuntimeConfigRequest.class, UpdateRuntimeConfigResponse.class);

  /** {@code Status}. */
  public static final Rpc<StatusRequest, StatusResponse> STATUS =
      Rpc.unary("runtime.v1.RuntimeService", "Status", StatusRequest.class, StatusResponse.class);

  /** {@code CheckpointContainer}. */
  public static final Rpc<CheckpointContainerRequest, CheckpointContainerResponse> CHECKPOINT_CONTAINER =
      Rpc.unary("runtime.v1.RuntimeService", "CheckpointContainer", CheckpointContainerRequest.class, CheckpointContainerResponse.class);

  /** {@code GetContainerEvents}. */
  public static final Rpc<GetEventsRequest, ContainerEventResponse> GET_CONTAINER_EVENTS =
      Rpc.streaming("runtime.v1.RuntimeService", "GetContainerEvents", GetEventsRequest.class, ContainerEventResponse.class);

  /** {@code ListMetricDescriptors}. */
  public static final Rpc<ListMetricDescriptorsRequest, ListMetricDescriptorsResponse> LIST_METRIC_DESCRIPTORS =
      Rpc.unary("runtime.v1.RuntimeService", "ListMetricDescriptors", ListMetricDescriptorsRequest.class, ListMetricDescriptorsResponse.class);

  /** {@code ListPodSandboxMetrics}. */
  public static final Rpc<ListPodSandboxMetricsRequest, ListPodSandboxMetricsResponse> LIST_POD_SANDBOX_METRICS =
      Rpc.unary("runtime.v1.RuntimeService", "ListPodSandboxMetrics", ListPodSandboxMetricsRequest.class, ListPodSandboxMetricsResponse.class);

  /** {@code StreamPodSandboxMetrics}. */
  public static final Rpc<StreamPodSandboxMetricsRequest, StreamPodSandboxMetricsResponse> STREAM_POD_SANDBOX_METRICS =
      Rpc.streaming("runtime.v1.RuntimeService", "StreamPodSandboxMetrics", StreamPodSandboxMetricsRequest.class, StreamPodSandboxMetricsResponse.class);

  /** {@code RuntimeConfig}. */
  public static final Rpc<RuntimeConfigRequest, RuntimeConfigResponse> RUNTIME_CONFIG =
      Rpc.unary("runtime.v1.RuntimeService", "RuntimeConfig", RuntimeConfigRequest.class, RuntimeConfigResponse.class);

  /** {@code UpdatePodSandboxResources}. */
  public static final Rpc<UpdatePodSandboxResourcesRequest, UpdatePodSandboxResourcesResponse> UPDATE_POD_SANDBOX_RESOURCES =
      Rpc.unary("runtime.v1.RuntimeService", "UpdatePodSandboxResources", UpdatePodSandboxResourcesRequest.class, UpdatePodSandboxResourcesResponse.class);

  /** {@code CheckpointPod}. */
  public static final Rpc<CheckpointPodRequest, CheckpointPodResponse> CHECKPOINT_POD =
      Rpc.unary("runtime.v1.RuntimeService", "CheckpointPod", CheckpointPodRequest.class, CheckpointPodResponse.class);

  /** {@code RestorePod}. */
  public static final Rpc<RestorePodRequest, RestorePodResponse> RESTORE_POD =
      Rpc.unary("runtime.v1.RuntimeService", "RestorePod", RestorePodRequest.class, RestorePodResponse.class);

  private RuntimeService() {}

  /** All of them. */
  public static List<Rpc<?, ?>> all() {
    return List.of(
        VERSION,
        RUN_POD_SANDBOX,
        STOP_POD_SANDBOX,
        REMOVE_POD_SANDBOX,
        POD_SANDBOX_STATUS,
        LIST_POD_SANDBOX,
        STREAM_POD_SANDBOXES,
        CREATE_CONTAINER,
        START_CONTAINER,
        STOP_CONTAINER,
        REMOVE_CONTAINER,
        LIST_CONTAINERS,
        STREAM_CONTAINERS,
        CONTAINER_STATUS,
        UPDATE_CONTAINER_RESOURCES,
        REOPEN_CONTAINER_LOG,
        EXEC_SYNC,
        EXEC,
        ATTACH,
        PORT_FORWARD,
        CONTAINER_STATS,
        LIST_CONTAINER_STATS,
        STREAM_CONTAINER_STATS,
        POD_SANDBOX_STATS,
        LIST_POD_SANDBOX_STATS,
        STREAM_POD_SANDBOX_STATS,
        UPDATE_RUNTIME_CONFIG,
        STATUS,
        CHECKPOINT_CONTAINER,
        GET_CONTAINER_EVENTS,
        LIST_METRIC_DESCRIPTORS,
        LIST_POD_SANDBOX_METRICS,
        STREAM_POD_SANDBOX_METRICS,
        RUNTIME_CONFIG,
        UPDATE_POD_SANDBOX_RESOURCES,
        CHECKPOINT_POD,
        RESTORE_POD);
  }
}
