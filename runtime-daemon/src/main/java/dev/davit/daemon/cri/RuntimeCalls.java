package dev.davit.daemon.cri;

import dev.davit.cri.v1.CgroupDriver;
import dev.davit.cri.v1.CheckpointPodRequest;
import dev.davit.cri.v1.CheckpointPodResponse;
import dev.davit.cri.v1.LinuxRuntimeConfiguration;
import dev.davit.cri.v1.ListMetricDescriptorsResponse;
import dev.davit.cri.v1.NetworkConfig;
import dev.davit.cri.v1.RestorePodRequest;
import dev.davit.cri.v1.RestorePodResponse;
import dev.davit.cri.v1.RuntimeCondition;
import dev.davit.cri.v1.RuntimeConfig;
import dev.davit.cri.v1.RuntimeConfigResponse;
import dev.davit.cri.v1.RuntimeFeatures;
import dev.davit.cri.v1.RuntimeHandler;
import dev.davit.cri.v1.RuntimeHandlerFeatures;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.RuntimeStatus;
import dev.davit.cri.v1.StatusRequest;
import dev.davit.cri.v1.StatusResponse;
import dev.davit.cri.v1.UpdateRuntimeConfigRequest;
import dev.davit.cri.v1.UpdateRuntimeConfigResponse;
import dev.davit.cri.v1.VersionResponse;
import dev.davit.daemon.connect.CallContext;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Lane;
import dev.davit.engine.pod.NetworkReadiness;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.RestoredPod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The calls of the RuntimeService about the runtime itself. */
public final class RuntimeCalls implements AutoCloseable {

  /** What {@code runtime_name} is, and the handler that may be asked for by name. */
  static final String NAME = "davit";

  private final Pods pods;
  private final String version;
  private final CgroupDriver driver;
  private final EventHub events;

  /**
   * On these pods.
   *
   * @param version of the runtime, as semver
   * @param driver what makes the cgroups of pods; a kubelet has to have the same
   */
  public RuntimeCalls(Pods pods, String version, CgroupDriver driver) {
    this.pods = pods;
    this.version = version;
    this.driver = driver;
    this.events = new EventHub(pods);
  }

  /** Serves them. */
  public void register(Endpoints endpoints) {
    endpoints
        .unary(RuntimeService.VERSION, Lane.QUERY, (q, c) -> version())
        .unary(RuntimeService.STATUS, Lane.QUERY, (q, c) -> status(q))
        .unary(RuntimeService.RUNTIME_CONFIG, Lane.QUERY, (q, c) -> config())
        .unary(RuntimeService.UPDATE_RUNTIME_CONFIG, Lane.CHANGE, (q, c) -> update(q))
        .streaming(RuntimeService.GET_CONTAINER_EVENTS, Lane.QUERY, (q, s) -> events.add(s))
        .unary(
            RuntimeService.LIST_METRIC_DESCRIPTORS,
            Lane.QUERY,
            (q, c) -> new ListMetricDescriptorsResponse(Measures.descriptors()))
        .unary(RuntimeService.CHECKPOINT_POD, Lane.WAIT, this::checkpoint)
        .unary(RuntimeService.RESTORE_POD, Lane.WAIT, (q, c) -> restore(q));
  }

  private VersionResponse version() {
    return VersionResponse.builder()
        .version("0.1.0")
        .runtimeName(NAME)
        .runtimeVersion(version)
        .runtimeApiVersion("v1")
        .build();
  }

  private StatusResponse status(StatusRequest request) {
    NetworkReadiness network = pods.network();
    RuntimeCondition runtimeReady =
        RuntimeCondition.builder().type("RuntimeReady").status(true).build();
    RuntimeCondition networkReady =
        new RuntimeCondition("NetworkReady", network.ready(), network.reason(), network.message());
    RuntimeHandlerFeatures features =
        RuntimeHandlerFeatures.builder()
            .recursiveReadOnlyMounts(true)
            .userNamespaces(pods.hasUserNamespaces())
            .build();
    StatusResponse.Builder builder =
        StatusResponse.builder()
            .status(new RuntimeStatus(List.of(runtimeReady, networkReady)))
            .runtimeHandlers(
                List.of(
                    RuntimeHandler.builder().features(features).build(),
                    RuntimeHandler.builder().name(NAME).features(features).build()))
            .features(RuntimeFeatures.builder().supplementalGroupsPolicy(true).build());
    if (request.verbose()) {
      builder.info(
          Map.of(
              "runtime",
              Info.of(
                  Map.of(
                      "version", version,
                      "java", System.getProperty("java.version"),
                      "linux", System.getProperty("os.version"),
                      "architecture", System.getProperty("os.arch")))));
    }
    return builder.build();
  }

  private RuntimeConfigResponse config() {
    return RuntimeConfigResponse.builder().linux(new LinuxRuntimeConfiguration(driver)).build();
  }

  private UpdateRuntimeConfigResponse update(UpdateRuntimeConfigRequest request) {
    request
        .runtimeConfig()
        .flatMap(RuntimeConfig::networkConfig)
        .map(NetworkConfig::podCidr)
        .filter(cidr -> !cidr.isEmpty())
        .ifPresent(pods::updateNetwork);
    return UpdateRuntimeConfigResponse.INSTANCE;
  }

  /** The time is that of the call: the request has none. */
  private CheckpointPodResponse checkpoint(CheckpointPodRequest request, CallContext context) {
    noOptions(request.options());
    pods.checkpoint(
        Checks.id(request.podSandboxId(), "pod_sandbox_id"),
        Path.of(Checks.required(request.outputPath(), "output_path")),
        request.containerIds().stream().map(id -> Checks.id(id, "container_ids")).toList(),
        context.within(Duration.ZERO));
    return CheckpointPodResponse.INSTANCE;
  }

  private RestorePodResponse restore(RestorePodRequest request) {
    noOptions(request.options());
    RestoredPod restored =
        pods.restore(
            Path.of(Checks.required(request.checkpointPath(), "checkpoint_path")),
            request.config().map(Requests::pod),
            request.runtimeHandler(),
            request.containerConfigs().stream().map(Requests::container).toList());
    return new RestorePodResponse(restored.pod().id(), restored.containerIds());
  }

  private static void noOptions(Map<String, String> options) {
    if (!options.isEmpty()) {
      throw Checks.invalid("options", options.keySet() + ": unknown: there are none");
    }
  }

  /** Ends the streams of events. */
  @Override
  public void close() {
    events.close();
  }
}
