package dev.davit.daemon;

import dev.davit.engine.pod.AttachSession;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerFilter;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStats;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.ContainerUser;
import dev.davit.engine.pod.CpuUsage;
import dev.davit.engine.pod.EventSubscription;
import dev.davit.engine.pod.ExecConfig;
import dev.davit.engine.pod.ExecOutput;
import dev.davit.engine.pod.ExecSession;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.NetworkReadiness;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodEvent;
import dev.davit.engine.pod.PodException;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStats;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.PortSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Pods that nothing runs in: they remember what was asked, and their states. */
final class FakePods implements Pods {

  private record Pod(PodStatus status, PodConfig config) {}

  private record Container(ContainerStatus status, ContainerConfig config) {}

  /** A command of {@link #execSync} whose failure fails to be told. */
  static final String FAILS_WITHOUT_WORDS = "fail-without-words";

  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Map<String, Container> containers = new LinkedHashMap<>();
  private final List<Events> subscriptions = new ArrayList<>();
  private final AtomicInteger pausing = new AtomicInteger();
  private final CountDownLatch woken = new CountDownLatch(1);
  private long sequence;
  private int next;

  private static final class Events implements EventSubscription {
    private final BlockingQueue<PodEvent> queue = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    @Override
    public Optional<PodEvent> next(Duration timeout) throws InterruptedException {
      return Optional.ofNullable(queue.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public boolean ended() {
      return closed;
    }

    @Override
    public boolean overrun() {
      return false;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private String id() {
    return String.format("%064x", 0xabc000L + next++);
  }

  private static PodException notFound(String what, String id) {
    return new PodException(PodException.Reason.NOT_FOUND, what + " " + id + ": no such " + what);
  }

  private Pod pod(String id) {
    return Optional.ofNullable(pods.get(id)).orElseThrow(() -> notFound("pod", id));
  }

  private Container container(String id) {
    return Optional.ofNullable(containers.get(id)).orElseThrow(() -> notFound("container", id));
  }

  private static PodStatus status(String id, PodConfig config, PodState state, String handler) {
    return new PodStatus(
        id,
        config.metadata(),
        state,
        TIME,
        List.of("10.89.0.2", "fd00:da:89::2"),
        config.linux().security().namespaceOptions(),
        config.labels(),
        config.annotations(),
        handler,
        Optional.of(4711),
        Optional.of("/davit/pods/" + id),
        config.logDirectory());
  }

  private static ContainerStatus status(
      String id, String pod, ContainerConfig config, ContainerState state) {
    return new ContainerStatus(
        id,
        pod,
        config.metadata(),
        state,
        TIME,
        state == ContainerState.CREATED ? Optional.empty() : Optional.of(TIME.plusSeconds(1)),
        state == ContainerState.EXITED ? Optional.of(TIME.plusSeconds(2)) : Optional.empty(),
        state == ContainerState.EXITED ? 137 : 0,
        config.image(),
        "sha256:1",
        "sha256:2",
        state == ContainerState.EXITED ? "Error" : "",
        "",
        config.labels(),
        config.annotations(),
        config.mounts(),
        config.logPath(),
        config.linux().resources(),
        new ContainerUser(0, 0, List.of(0L)),
        Optional.of(4712),
        config.stopSignal().orElse("SIGTERM"),
        Optional.of("/davit/pods/" + pod + "/" + id));
  }

  private void happen(PodEvent.Type type, String id, String pod) {
    PodEvent event =
        new PodEvent(
            ++sequence, type, id, TIME, pod(pod).status(), containers(ContainerFilter.of()));
    subscriptions.forEach(s -> s.queue.add(event));
  }

  @Override
  public synchronized PodStatus run(PodConfig config, String runtimeHandler) {
    if (!runtimeHandler.isEmpty() && !runtimeHandler.equals("davit")) {
      throw new PodException(
          PodException.Reason.INVALID, "runtime handler " + runtimeHandler + ": unknown");
    }
    for (Pod pod : pods.values()) {
      if (pod.config().metadata().equals(config.metadata())) {
        return pod.status();
      }
    }
    String id = id();
    pods.put(id, new Pod(status(id, config, PodState.READY, runtimeHandler), config));
    happen(PodEvent.Type.CREATED, id, id);
    happen(PodEvent.Type.STARTED, id, id);
    return pod(id).status();
  }

  @Override
  public synchronized void stop(String podId) {
    Pod pod = pods.get(podId);
    if (pod != null) {
      pods.put(podId, new Pod(status(podId, pod.config(), PodState.NOTREADY, ""), pod.config()));
      happen(PodEvent.Type.STOPPED, podId, podId);
    }
  }

  @Override
  public synchronized void remove(String podId) {
    if (pods.containsKey(podId)) {
      happen(PodEvent.Type.DELETED, podId, podId);
      pods.remove(podId);
      containers.values().removeIf(c -> c.status().podId().equals(podId));
    }
  }

  @Override
  public synchronized PodStatus status(String podId) {
    return pod(podId).status();
  }

  @Override
  public synchronized PodConfig config(String podId) {
    return pod(podId).config();
  }

  @Override
  public synchronized List<PodStatus> list(PodFilter filter) {
    return pods.values().stream()
        .map(Pod::status)
        .filter(p -> filter.id().map(p.id()::startsWith).orElse(true))
        .filter(p -> filter.state().map(p.state()::equals).orElse(true))
        .filter(p -> p.labels().entrySet().containsAll(filter.labels().entrySet()))
        .toList();
  }

  @Override
  public synchronized void update(String podId, LinuxResources overhead, LinuxResources resources) {
    pod(podId);
  }

  @Override
  public synchronized PodStats stats(String podId) {
    PodStatus pod = pod(podId).status();
    return new PodStats(
        podId,
        pod.metadata(),
        pod.labels(),
        pod.annotations(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        3,
        Optional.empty(),
        containers(ContainerFilter.of().withPodId(podId)).stream()
            .map(c -> containerStats(c.id()))
            .toList());
  }

  @Override
  public PortSession portForward(String podId, int port) {
    throw new PodException(PodException.Reason.FAILED, "port " + port + ": connection refused");
  }

  @Override
  public synchronized String createContainer(String podId, ContainerConfig config) {
    pod(podId);
    String id = id();
    containers.put(id, new Container(status(id, podId, config, ContainerState.CREATED), config));
    happen(PodEvent.Type.CREATED, id, podId);
    return id;
  }

  private void become(String id, ContainerState state, PodEvent.Type type) {
    Container container = container(id);
    String pod = container.status().podId();
    containers.put(
        id, new Container(status(id, pod, container.config(), state), container.config()));
    happen(type, id, pod);
  }

  @Override
  public synchronized void startContainer(String containerId) {
    if (container(containerId).status().state() != ContainerState.CREATED) {
      throw new PodException(
          PodException.Reason.WRONG_STATE, "container " + containerId + ": started before");
    }
    become(containerId, ContainerState.RUNNING, PodEvent.Type.STARTED);
  }

  @Override
  public void stopContainer(String containerId, Duration grace) {
    // As one that ignores its signal.
    pause(grace);
    synchronized (this) {
      if (containers.containsKey(containerId)) {
        become(containerId, ContainerState.EXITED, PodEvent.Type.STOPPED);
      }
    }
  }

  private void pause(Duration time) {
    pausing.incrementAndGet();
    try {
      woken.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pausing.decrementAndGet();
    }
  }

  /** How many calls wait for a time to pass. */
  int pausing() {
    return pausing.get();
  }

  /** Lets it have passed, for calls to come too. */
  void wake() {
    woken.countDown();
  }

  @Override
  public synchronized void removeContainer(String containerId) {
    Container container = containers.get(containerId);
    if (container != null) {
      happen(PodEvent.Type.DELETED, containerId, container.status().podId());
      containers.remove(containerId);
    }
  }

  @Override
  public synchronized ContainerStatus containerStatus(String containerId) {
    return container(containerId).status();
  }

  @Override
  public synchronized ContainerConfig containerConfig(String containerId) {
    return container(containerId).config();
  }

  @Override
  public synchronized List<ContainerStatus> containers(ContainerFilter filter) {
    return containers.values().stream()
        .map(Container::status)
        .filter(c -> filter.id().map(c.id()::startsWith).orElse(true))
        .filter(c -> filter.podId().map(c.podId()::startsWith).orElse(true))
        .filter(c -> filter.state().map(c.state()::equals).orElse(true))
        .toList();
  }

  @Override
  public synchronized void updateContainer(
      String containerId, LinuxResources resources, Map<String, String> annotations) {
    container(containerId);
  }

  @Override
  public void killContainer(String containerId, dev.davit.linux.Signal signal) {
    container(containerId);
  }

  @Override
  public void pauseContainer(String containerId) {
    container(containerId);
  }

  @Override
  public void resumeContainer(String containerId) {
    container(containerId);
  }

  @Override
  public synchronized void reopenContainerLog(String containerId) {
    container(containerId);
  }

  @Override
  public ContainerStatus awaitExit(String containerId, Duration timeout) {
    return containerStatus(containerId);
  }

  @Override
  public ExecOutput execSync(
      String containerId, List<String> command, Duration timeout, int limitBytes) {
    containerStatus(containerId);
    if (command.get(0).equals("sleep")) {
      Duration wanted = Duration.ofSeconds(Long.parseLong(command.get(1)));
      boolean late = !timeout.isZero() && wanted.compareTo(timeout) > 0;
      pause(late ? timeout : wanted);
      if (late) {
        throw new PodException(PodException.Reason.TIMEOUT, "exec: sleep: not done in time");
      }
    }
    if (command.get(0).equals(FAILS_WITHOUT_WORDS)) {
      throw new IllegalStateException() {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
          throw new NoClassDefFoundError("what says why");
        }
      };
    }
    byte[] output =
        command.get(0).equals("flood")
            ? new byte[limitBytes]
            : String.join(" ", command).getBytes(StandardCharsets.UTF_8);
    return new ExecOutput(output, new byte[0], 3, output.length == limitBytes);
  }

  @Override
  public ExecSession exec(String containerId, ExecConfig config) {
    return new EchoSession(config);
  }

  @Override
  public AttachSession attach(String containerId) {
    throw new PodException(PodException.Reason.UNSUPPORTED, "attach: nothing runs here");
  }

  @Override
  public synchronized ContainerStats containerStats(String containerId) {
    ContainerStatus c = container(containerId).status();
    return new ContainerStats(
        c.id(),
        c.metadata(),
        c.labels(),
        c.annotations(),
        Optional.of(new CpuUsage(TIME, 5_000_000_000L, Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(2L));
  }

  @Override
  public void checkpoint(
      String podId, Path directory, List<String> containerIds, Duration timeout) {
    status(podId);
    throw new PodException(PodException.Reason.UNSUPPORTED, "checkpoint: there is no criu");
  }

  @Override
  public dev.davit.engine.pod.RestoredPod restore(
      Path directory,
      java.util.Optional<PodConfig> config,
      String runtimeHandler,
      List<ContainerConfig> configs) {
    throw new PodException(PodException.Reason.UNSUPPORTED, "restore: there is no criu");
  }

  @Override
  public void checkpointContainer(
      String containerId, Path location, dev.davit.engine.pod.CheckpointOptions options) {
    checkpointContainer(containerId, location, options.timeout());
  }

  @Override
  public void checkpointContainer(String containerId, Path location, Duration timeout) {
    containerStatus(containerId);
    throw new PodException(PodException.Reason.UNSUPPORTED, "checkpoint: there is no criu");
  }

  @Override
  public synchronized EventSubscription events() {
    Events events = new Events();
    subscriptions.add(events);
    return events;
  }

  @Override
  public NetworkReadiness network() {
    return new NetworkReadiness(true, "", "");
  }

  @Override
  public boolean hasUserNamespaces() {
    return true;
  }

  @Override
  public Optional<String> checkNetwork(String podId) {
    return Optional.empty();
  }

  @Override
  public void updateNetwork(String podCidr) {}
}
