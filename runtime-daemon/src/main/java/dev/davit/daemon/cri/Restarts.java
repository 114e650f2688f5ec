package dev.davit.daemon.cri;

import dev.davit.engine.pod.ContainerFilter;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.DavitAnnotations;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.RestartPolicy;
import dev.davit.oci.DavitException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts containers again that have ended, as their pods ask ({@link DavitAnnotations#RESTART}):
 * after a pause that doubles each time, and is short again after a run of ten seconds. What it has
 * to know is with the container, so that a daemon that was killed goes on in the same way.
 */
public final class Restarts implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration HEALTHY = Duration.ofSeconds(10);

  /** Who wants a container to end and who starts it again take turns: a wish is not forgotten. */
  private static final Object TURN = new Object();

  private final Pods pods;
  private final Map<String, Duration> pauses = new ConcurrentHashMap<>();
  private final PodWatch watch;
  private boolean beginning = true;

  /** Of these pods, from now on. */
  public Restarts(Pods pods) {
    this.pods = pods;
    this.watch = new PodWatch("davit-restarts", pods, this::look);
  }

  /** Notes that somebody wants a container to end, before it does. */
  static void stopping(Pods pods, String containerId) {
    note(pods, containerId, DavitAnnotations.STOPPED, "true");
  }

  /** Notes that somebody has started it. */
  static void started(Pods pods, String containerId) {
    note(pods, containerId, DavitAnnotations.STOPPED, "false");
    note(pods, containerId, DavitAnnotations.RESTARTS, "0");
  }

  private static void note(Pods pods, String containerId, String name, String value) {
    for (ContainerStatus container : pods.containers(ContainerFilter.of().withId(containerId))) {
      boolean same = value.equals(container.annotations().get(name));
      if (!same && has(pods.status(container.podId()))) {
        synchronized (TURN) {
          pods.updateContainer(container.id(), LinuxResources.of(), Map.of(name, value));
        }
      }
    }
  }

  private static boolean has(PodStatus pod) {
    return pod.annotations().containsKey(DavitAnnotations.RESTART);
  }

  private Duration look() {
    Duration next = LOOK;
    for (PodStatus pod : pods.list(PodFilter.of())) {
      if (has(pod) && pod.state() == PodState.READY) {
        try {
          Duration wanted = look(pod);
          next = wanted.compareTo(next) < 0 ? wanted : next;
        } catch (DavitException e) {
          // It was removed at this moment, or cannot be started: the next look tries again.
        }
      }
    }
    beginning = false;
    return next;
  }

  private Duration look(PodStatus pod) {
    RestartPolicy policy = RestartPolicy.parse(pod.annotations().get(DavitAnnotations.RESTART));
    Duration next = LOOK;
    for (ContainerStatus container : pods.containers(ContainerFilter.of().withPodId(pod.id()))) {
      if (isWanted(container, policy)) {
        Duration left = Duration.between(Instant.now(), due(container));
        if (left.isNegative() || left.isZero()) {
          again(container.id(), policy);
          left = pauses.getOrDefault(container.id(), FIRST_PAUSE);
        }
        next = left.compareTo(next) < 0 ? left : next;
      }
    }
    return next;
  }

  private boolean isWanted(ContainerStatus container, RestartPolicy policy) {
    boolean stopped = Boolean.parseBoolean(container.annotations().get(DavitAnnotations.STOPPED));
    return container.state() == ContainerState.EXITED
        && policy.wants(container.exitCode(), stopped, count(container), beginning);
  }

  private Instant due(ContainerStatus container) {
    Instant end = container.finished().orElse(Instant.EPOCH);
    if (container
        .started()
        .filter(s -> Duration.between(s, end).compareTo(HEALTHY) >= 0)
        .isPresent()) {
      pauses.remove(container.id());
    }
    return end.plus(pauses.getOrDefault(container.id(), FIRST_PAUSE));
  }

  /** Looks once more, since somebody may have stopped it meanwhile. */
  private void again(String containerId, RestartPolicy policy) {
    synchronized (TURN) {
      ContainerStatus container = pods.containerStatus(containerId);
      if (isWanted(container, policy)) {
        again(container);
      }
    }
  }

  private void again(ContainerStatus container) {
    Duration doubled = pauses.getOrDefault(container.id(), FIRST_PAUSE).multipliedBy(2);
    pauses.put(container.id(), doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
    pods.updateContainer(
        container.id(),
        LinuxResources.of(),
        Map.of(
            DavitAnnotations.RESTARTS,
            Integer.toString(count(container) + 1),
            DavitAnnotations.STOPPED,
            "false"));
    pods.startContainer(container.id());
  }

  private static int count(ContainerStatus container) {
    String text = container.annotations().getOrDefault(DavitAnnotations.RESTARTS, "0");
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  @Override
  public void close() {
    watch.close();
  }
}
