package dev.davit.engine.pod;

import dev.davit.engine.network.Networking;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.ImageStore;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import dev.davit.runtime.Runtime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Pods on one data root and one state root, which it locks for itself. */
public final class PodEngine implements Pods, AutoCloseable {

  private final PodLocks locks;
  private final Runtime runtime;
  private final Networking networking;
  private final Sandboxes sandboxes;
  private final StreamLoop loop;
  private final EventHub events = new EventHub();
  private final PodTable pods = new PodTable();
  private final PodContainers containers;
  private final RunningContainers running;
  private final PodLives lives;
  private final SavedPods saved;
  private final StatsCollector stats;

  /**
   * Opens it and adopts what runs.
   *
   * @param images opened when first needed
   * @throws PodException {@code IN_USE} if another process keeps the pods of these roots
   */
  public PodEngine(
      Path dataRoot, Path stateRoot, Supplier<ImageStore> images, PodSettings settings) {
    this.locks = PodLocks.of(dataRoot, stateRoot);
    this.runtime = Runtime.open(PodDirectory.runState(stateRoot));
    PodStore store = new PodStore(dataRoot);
    this.networking = Networkings.of(settings, dataRoot);
    this.sandboxes = new Sandboxes(runtime.host(), stateRoot, store, networking);
    try {
      this.loop = new StreamLoop();
    } catch (ErrnoException e) {
      locks.close();
      throw new PodException(Reason.FAILED, "pods: " + e.getMessage(), e);
    }
    this.containers = new PodContainers(runtime, images, store, sandboxes, loop, settings, events);
    this.running = containers.running();
    this.lives =
        new PodLives(pods, store, sandboxes, containers, loop, events, settings.cgroupParent());
    this.saved = new SavedPods(running);
    this.stats = new StatsCollector(runtime, images);
    networking.retain(lives.adopt());
  }

  @Override
  public PodStatus run(PodConfig config, String runtimeHandler) {
    return lives.run(config, runtimeHandler);
  }

  @Override
  public void stop(String podId) {
    pods.find(podId).ifPresent(lives::stop);
  }

  @Override
  public void remove(String podId) {
    pods.find(podId).ifPresent(lives::remove);
  }

  @Override
  public PodStatus status(String podId) {
    return pods.pod(podId).status();
  }

  @Override
  public PodConfig config(String podId) {
    return pods.pod(podId).record().config();
  }

  @Override
  public List<PodStatus> list(PodFilter filter) {
    return pods.list(filter);
  }

  @Override
  public void update(String podId, LinuxResources overhead, LinuxResources resources) {
    lives.update(pods.pod(podId), overhead, resources);
  }

  @Override
  public PodStats stats(String podId) {
    return stats.pod(pods.pod(podId));
  }

  @Override
  public PortSession portForward(String podId, int port) {
    return PortConnection.open(pods.pod(podId), port);
  }

  @Override
  public String createContainer(String podId, ContainerConfig config) {
    return containers.create(pods.pod(podId), DavitAnnotations.withTmpfs(config)).id;
  }

  @Override
  public void startContainer(String containerId) {
    containers.start(pods.container(containerId));
  }

  @Override
  public void stopContainer(String containerId, Duration grace) {
    pods.findContainer(containerId).ifPresent(container -> containers.stop(container, grace));
  }

  @Override
  public void removeContainer(String containerId) {
    pods.findContainer(containerId).ifPresent(containers::remove);
  }

  @Override
  public ContainerStatus containerStatus(String containerId) {
    return pods.container(containerId).status();
  }

  @Override
  public ContainerConfig containerConfig(String containerId) {
    return pods.container(containerId).record().config();
  }

  @Override
  public List<ContainerStatus> containers(ContainerFilter filter) {
    return pods.list(filter);
  }

  @Override
  public void updateContainer(
      String containerId, LinuxResources resources, Map<String, String> annotations) {
    containers.update(pods.container(containerId), resources, annotations);
  }

  @Override
  public void killContainer(String containerId, Signal signal) {
    running.kill(pods.container(containerId), signal);
  }

  @Override
  public void pauseContainer(String containerId) {
    running.pause(pods.container(containerId));
  }

  @Override
  public void resumeContainer(String containerId) {
    running.resume(pods.container(containerId));
  }

  @Override
  public void reopenContainerLog(String containerId) {
    running.reopenLog(pods.container(containerId));
  }

  @Override
  public ContainerStatus awaitExit(String containerId, Duration timeout)
      throws InterruptedException {
    PodContainer container = pods.container(containerId);
    container.awaitEnd(timeout);
    return container.status();
  }

  @Override
  public ExecOutput execSync(
      String containerId, List<String> command, Duration timeout, int limitBytes) {
    return running.execSync(pods.container(containerId), command, timeout, limitBytes);
  }

  @Override
  public ExecSession exec(String containerId, ExecConfig config) {
    return running.exec(pods.container(containerId), config);
  }

  @Override
  public AttachSession attach(String containerId) {
    return running.attach(pods.container(containerId));
  }

  @Override
  public ContainerStats containerStats(String containerId) {
    return stats.container(pods.container(containerId));
  }

  @Override
  public void checkpointContainer(String containerId, Path location, Duration timeout) {
    checkpointContainer(containerId, location, CheckpointOptions.within(timeout));
  }

  @Override
  public void checkpointContainer(String containerId, Path location, CheckpointOptions options) {
    running.save(pods.container(containerId), location, options);
  }

  @Override
  public void checkpoint(
      String podId, Path directory, List<String> containerIds, Duration timeout) {
    Sandbox pod = pods.pod(podId);
    saved.save(pod, containerIds.stream().map(pods::container).toList(), directory, timeout);
  }

  @Override
  public RestoredPod restore(
      Path directory,
      Optional<PodConfig> config,
      String runtimeHandler,
      List<ContainerConfig> configs) {
    return saved.restore(this, directory, config, runtimeHandler, configs);
  }

  @Override
  public EventSubscription events() {
    return events.subscribe();
  }

  @Override
  public NetworkReadiness network() {
    Optional<String> problem = networking.problem();
    return new NetworkReadiness(
        problem.isEmpty(), problem.isEmpty() ? "" : "NetworkPluginNotReady", problem.orElse(""));
  }

  @Override
  public boolean hasUserNamespaces() {
    return sandboxes.mapsLayers();
  }

  @Override
  public Optional<String> checkNetwork(String podId) {
    return sandboxes.checkNetwork(pods.pod(podId).record());
  }

  @Override
  public void updateNetwork(String podCidr) {
    Networkings.change(networking, podCidr);
  }

  /** Stops watching; everything runs on. */
  @Override
  public void close() {
    containers.close();
    events.close();
    loop.close();
    runtime.close();
    networking.close();
    locks.close();
  }
}
