package dev.davit.engine.pod;

import dev.davit.engine.Machine;
import dev.davit.engine.network.NetworkException;
import dev.davit.engine.network.Networking;
import dev.davit.engine.pod.PodEvent.Type;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.ImageStore;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.process.PidFd;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Pods on one data root and one state root, which it locks for itself. */
public final class PodEngine implements Pods, AutoCloseable {

  private static final int ID_LENGTH = 64;

  private final PodLocks locks;
  private final Runtime runtime;
  private final PodStore store;
  private final Networking networking;
  private final Sandboxes sandboxes;
  private final PodContainers containers;
  private final EventHub events = new EventHub();
  private final StreamLoop loop;
  private final String cgroupParent;
  private final Map<String, Sandbox> pods = new ConcurrentHashMap<>();

  /** One for each identity of a pod that is, or was, being made. */
  private final Map<PodMetadata, Object> making = new ConcurrentHashMap<>();

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
    this.store = new PodStore(dataRoot);
    this.cgroupParent = settings.cgroupParent();
    this.networking = Networkings.of(settings, dataRoot);
    this.sandboxes = new Sandboxes(runtime.host(), stateRoot, store, networking);
    try {
      this.loop = new StreamLoop();
    } catch (ErrnoException e) {
      locks.close();
      throw new PodException(Reason.FAILED, "pods: " + e.getMessage(), e);
    }
    this.containers =
        new PodContainers(runtime, images, store, sandboxes, loop, settings, this::publish);
    adopt();
  }

  /** Takes up what earlier processes have left, and ends what they were about to end. */
  private void adopt() {
    Set<String> kept = new HashSet<>();
    for (PodRecord record : store.pods()) {
      Sandbox pod = new Sandbox(record);
      for (PodContainerRecord container : store.containers(record.id())) {
        pod.containers.put(container.id(), new PodContainer(pod, container));
      }
      try {
        containers.finish(pod);
        if (record.phase() == PodRecord.Phase.CREATING
            || record.phase() == PodRecord.Phase.REMOVING) {
          destroy(pod);
          continue;
        }
        pod.containers.values().forEach(containers::adopt);
        if (record.phase() == PodRecord.Phase.STOPPED) {
          sandboxes.takeAway(record);
        } else {
          watch(pod);
        }
      } catch (RuntimeException e) {
        // one that is broken must not keep the others from being served; its removal tries again
      }
      kept.add(record.id());
      pods.put(record.id(), pod);
    }
    networking.retain(kept);
  }

  /** Sees the pause process end. */
  private void watch(Sandbox pod) {
    Optional<ProcessIdentity> pause = pod.pause();
    if (pause.isEmpty()) {
      return;
    }
    try {
      Fd pidfd = PidFd.open(pause.get().pid());
      loop.awaitEnd(
          pidfd,
          () -> {
            if (pod.record().phase() == PodRecord.Phase.READY) {
              publish(Type.STOPPED, pod.id, Instant.now(), pod);
            }
          });
    } catch (ErrnoException e) {
      // it has ended meanwhile, which its status says
    }
  }

  private void publish(Type type, String id, Instant time, Sandbox pod) {
    events.publish(
        type,
        id,
        time,
        pod.status(),
        pod.containers.values().stream().map(PodContainer::status).toList());
  }

  @Override
  public PodStatus run(PodConfig config, String runtimeHandler) {
    if (!runtimeHandler.isEmpty() && !runtimeHandler.equals("davit")) {
      throw new PodException(
          Reason.INVALID, "runtime handler \"" + runtimeHandler + "\": unknown: use davit or none");
    }
    sandboxes.check(config);
    synchronized (making.computeIfAbsent(config.metadata(), m -> new Object())) {
      Optional<Sandbox> same =
          pods.values().stream()
              .filter(p -> p.record().config().metadata().equals(config.metadata()))
              .findFirst();
      if (same.isPresent()) {
        if (!same.get().ready()) {
          throw new PodException(
              Reason.IN_USE,
              "pod " + config.metadata().name() + ": stopped: remove it, or count its attempt up");
        }
        return same.get().status();
      }
      return make(config, runtimeHandler);
    }
  }

  private PodStatus make(PodConfig asked, String runtimeHandler) {
    String id = Machine.newId();
    PodConfig config = withLogs(asked, id);
    String parent = config.linux().cgroupParent().filter(p -> !p.isEmpty()).orElse(cgroupParent);
    PodRecord record =
        new PodRecord(
            id,
            PodRecord.Phase.CREATING,
            config,
            runtimeHandler,
            Times.nanos(Instant.now()),
            PodCgroups.place(parent, id),
            Optional.empty(),
            Optional.empty(),
            List.of());
    Sandbox pod;
    try {
      pod = new Sandbox(sandboxes.make(record));
    } catch (NetworkException e) {
      throw new PodException(
          Reason.NETWORK, "pod " + config.metadata().name() + ": " + e.getMessage(), e);
    }
    pods.put(id, pod);
    watch(pod);
    publish(Type.CREATED, id, pod.record().created(), pod);
    publish(Type.STARTED, id, Instant.now(), pod);
    return pod.status();
  }

  /** Where nobody says where the logs go, they are kept, and go, with the pod. */
  private PodConfig withLogs(PodConfig config, String id) {
    return config.logDirectory().filter(d -> !d.isEmpty()).isPresent()
        ? config
        : config.withLogDirectory(store.directory(id).resolve("logs").toString());
  }

  @Override
  public void stop(String podId) {
    Optional<Sandbox> found = find(podId);
    if (found.isPresent()) {
      stop(found.get());
    }
  }

  private void stop(Sandbox pod) {
    synchronized (pod) {
      if (pod.record().phase() != PodRecord.Phase.READY) {
        return;
      }
      boolean was = pod.pause().isPresent();
      pod.record(pod.record().withPhase(PodRecord.Phase.STOPPED));
      store.write(pod.record(), true);
      pod.containers.values().forEach(c -> containers.stop(c, Duration.ZERO));
      sandboxes.takeAway(pod.record());
      if (was) {
        publish(Type.STOPPED, pod.id, Instant.now(), pod);
      }
    }
  }

  @Override
  public void remove(String podId) {
    Optional<Sandbox> found = find(podId);
    if (found.isEmpty()) {
      return;
    }
    Sandbox pod = found.get();
    stop(pod);
    synchronized (pod) {
      if (pods.containsKey(pod.id)) {
        pod.record(pod.record().withPhase(PodRecord.Phase.REMOVING));
        store.write(pod.record(), false);
        destroy(pod);
        pods.remove(pod.id);
        making.remove(pod.record().config().metadata());
        publish(Type.DELETED, pod.id, Instant.now(), pod);
      }
    }
  }

  private void destroy(Sandbox pod) {
    pod.containers.values().forEach(containers::remove);
    sandboxes.takeAway(pod.record());
    store.remove(pod.id);
  }

  private Optional<Sandbox> find(String podId) {
    Sandbox exact = pods.get(podId);
    if (exact != null || podId.isEmpty() || podId.length() >= ID_LENGTH) {
      return Optional.ofNullable(exact);
    }
    List<Sandbox> fitting =
        pods.values().stream().filter(p -> p.id.startsWith(podId)).limit(2).toList();
    if (fitting.size() > 1) {
      throw new PodException(Reason.NOT_FOUND, "pod " + podId + ": fits more than one id");
    }
    return fitting.stream().findFirst();
  }

  private Sandbox pod(String podId) {
    return find(podId)
        .orElseThrow(() -> new PodException(Reason.NOT_FOUND, "pod " + podId + ": no such pod"));
  }

  private Optional<PodContainer> findContainer(String id) {
    if (id.isEmpty()) {
      return Optional.empty();
    }
    List<PodContainer> fitting =
        pods.values().stream()
            .flatMap(p -> p.containers.values().stream())
            .filter(c -> c.id.equals(id) || id.length() < ID_LENGTH && c.id.startsWith(id))
            .limit(2)
            .toList();
    if (fitting.size() > 1) {
      throw new PodException(Reason.NOT_FOUND, "container " + id + ": fits more than one id");
    }
    return fitting.stream().findFirst();
  }

  private PodContainer container(String id) {
    return findContainer(id)
        .orElseThrow(
            () -> new PodException(Reason.NOT_FOUND, "container " + id + ": no such container"));
  }

  @Override
  public PodStatus status(String podId) {
    return pod(podId).status();
  }

  @Override
  public PodConfig config(String podId) {
    return pod(podId).record().config();
  }

  @Override
  public List<PodStatus> list(PodFilter filter) {
    return pods.values().stream()
        .map(Sandbox::status)
        .filter(s -> filter.id().map(s.id()::startsWith).orElse(true))
        .filter(s -> filter.state().map(s.state()::equals).orElse(true))
        .filter(s -> s.labels().entrySet().containsAll(filter.labels().entrySet()))
        .sorted(Comparator.comparing(PodStatus::created).reversed())
        .toList();
  }

  @Override
  public void update(String podId, LinuxResources overhead, LinuxResources resources) {
    Sandbox pod = pod(podId);
    synchronized (pod) {
      PodConfig config = pod.record().config();
      PodLinux linux =
          config
              .linux()
              .withOverhead(
                  ResourceSpecs.changed(
                      config.linux().overhead().orElse(LinuxResources.of()), overhead))
              .withResources(
                  ResourceSpecs.changed(
                      config.linux().resources().orElse(LinuxResources.of()), resources));
      PodRecord changed = pod.record().withConfig(config.withLinux(linux));
      if (pod.ready()) {
        sandboxes.update(changed);
      }
      pod.record(changed);
      store.write(changed, false);
    }
  }

  @Override
  public PodStats stats(String podId) {
    return new StatsCollector(runtime, containers.images()).pod(pod(podId));
  }

  @Override
  public PortSession portForward(String podId, int port) {
    return PortConnection.open(pod(podId), port);
  }

  @Override
  public String createContainer(String podId, ContainerConfig config) {
    return containers.create(pod(podId), DavitAnnotations.withTmpfs(config)).id;
  }

  @Override
  public void startContainer(String containerId) {
    containers.start(container(containerId));
  }

  @Override
  public void stopContainer(String containerId, Duration grace) {
    Optional<PodContainer> found = findContainer(containerId);
    if (found.isPresent()) {
      containers.stop(found.get(), grace);
    }
  }

  @Override
  public void removeContainer(String containerId) {
    Optional<PodContainer> found = findContainer(containerId);
    if (found.isPresent()) {
      containers.remove(found.get());
    }
  }

  @Override
  public ContainerStatus containerStatus(String containerId) {
    return container(containerId).status();
  }

  @Override
  public ContainerConfig containerConfig(String containerId) {
    return container(containerId).record().config();
  }

  @Override
  public List<ContainerStatus> containers(ContainerFilter filter) {
    return pods.values().stream()
        .filter(p -> filter.podId().map(p.id::startsWith).orElse(true))
        .flatMap(p -> p.containers.values().stream())
        .map(PodContainer::status)
        .filter(s -> filter.id().map(s.id()::startsWith).orElse(true))
        .filter(s -> filter.state().map(s.state()::equals).orElse(true))
        .filter(s -> s.labels().entrySet().containsAll(filter.labels().entrySet()))
        .sorted(Comparator.comparing(ContainerStatus::created).reversed())
        .toList();
  }

  @Override
  public void updateContainer(
      String containerId, LinuxResources resources, Map<String, String> annotations) {
    containers.update(container(containerId), resources, annotations);
  }

  @Override
  public void killContainer(String containerId, Signal signal) {
    containers.kill(container(containerId), signal);
  }

  @Override
  public void pauseContainer(String containerId) {
    containers.pause(container(containerId));
  }

  @Override
  public void resumeContainer(String containerId) {
    containers.resume(container(containerId));
  }

  @Override
  public void reopenContainerLog(String containerId) {
    containers.reopenLog(container(containerId));
  }

  @Override
  public ContainerStatus awaitExit(String containerId, Duration timeout)
      throws InterruptedException {
    return containers.awaitExit(container(containerId), timeout);
  }

  @Override
  public ExecOutput execSync(
      String containerId, List<String> command, Duration timeout, int limitBytes) {
    return containers.execSync(container(containerId), command, timeout, limitBytes);
  }

  @Override
  public ExecSession exec(String containerId, ExecConfig config) {
    return containers.exec(container(containerId), config);
  }

  @Override
  public AttachSession attach(String containerId) {
    return containers.attach(container(containerId));
  }

  @Override
  public ContainerStats containerStats(String containerId) {
    return new StatsCollector(runtime, containers.images()).container(container(containerId));
  }

  @Override
  public void checkpointContainer(String containerId, Path location, Duration timeout) {
    checkpointContainer(containerId, location, CheckpointOptions.within(timeout));
  }

  @Override
  public void checkpointContainer(String containerId, Path location, CheckpointOptions options) {
    containers.save(container(containerId), location, options);
  }

  @Override
  public void checkpoint(
      String podId, Path directory, List<String> containerIds, Duration timeout) {
    Sandbox pod = pod(podId);
    List<PodContainer> chosen =
        containerIds.isEmpty()
            ? pod.containers.values().stream().filter(PodContainer::running).toList()
            : containerIds.stream().map(this::container).toList();
    for (PodContainer container : chosen) {
      if (container.pod != pod) {
        throw new PodException(
            Reason.INVALID, "container " + container.id + ": not of pod " + pod.id);
      }
    }
    new SavedPods(containers).save(pod, chosen, directory, timeout);
  }

  @Override
  public RestoredPod restore(
      Path directory,
      Optional<PodConfig> config,
      String runtimeHandler,
      List<ContainerConfig> configs) {
    List<ContainerConfig> archived = new SavedPods(containers).withArchives(directory, configs);
    PodStatus pod = run(SavedPods.required(config, configs), runtimeHandler);
    List<String> ids = new ArrayList<>();
    try {
      archived.forEach(container -> ids.add(createContainer(pod.id(), container)));
      ids.forEach(this::startContainer);
    } catch (RuntimeException e) {
      try {
        remove(pod.id());
      } catch (RuntimeException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    return new RestoredPod(pod, ids);
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
    return sandboxes.checkNetwork(pod(podId).record());
  }

  @Override
  public void updateNetwork(String podCidr) {
    List<String> ranges =
        java.util.Arrays.stream(podCidr.split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    if (ranges.isEmpty()) {
      return;
    }
    try {
      networking.changeRanges(ranges);
    } catch (IllegalArgumentException e) {
      throw new PodException(Reason.INVALID, "podCidr: " + e.getMessage(), e);
    }
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
