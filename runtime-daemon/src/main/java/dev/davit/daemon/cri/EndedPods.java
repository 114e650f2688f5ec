package dev.davit.daemon.cri;

import dev.davit.engine.pod.ContainerFilter;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.DavitAnnotations;
import dev.davit.engine.pod.EventSubscription;
import dev.davit.engine.pod.PodEvent;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.oci.DavitException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes the pods that shall go when their containers have ended ({@link
 * DavitAnnotations#REMOVE}), those too that ended while no daemon was there.
 */
public final class EndedPods implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Pods pods;
  private final Thread thread;

  /** Of these pods, from now on. */
  public EndedPods(Pods pods) {
    this.pods = pods;
    this.thread = new Thread(this::run, "davit-ended-pods");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        watch();
      }
    } catch (InterruptedException e) {
      // The daemon ends.
    }
  }

  /** Until events are lost; what was missed then is found by the look at the beginning. */
  private void watch() throws InterruptedException {
    try (EventSubscription events = pods.events()) {
      sweep();
      while (!events.ended()) {
        Optional<PodEvent> event = events.next(LOOK);
        if (event.filter(e -> e.type() == PodEvent.Type.STOPPED).isPresent()) {
          sweep();
        }
      }
    }
  }

  private void sweep() {
    for (PodStatus pod : pods.list(PodFilter.of())) {
      if (Boolean.parseBoolean(pod.annotations().get(DavitAnnotations.REMOVE))) {
        removeIfEnded(pod);
      }
    }
  }

  private void removeIfEnded(PodStatus pod) {
    try {
      List<ContainerStatus> containers = pods.containers(ContainerFilter.of().withPodId(pod.id()));
      if (!containers.isEmpty()
          && containers.stream().allMatch(c -> c.state() == ContainerState.EXITED)) {
        pods.remove(pod.id());
      }
    } catch (DavitException e) {
      System.err.println("davit: pod " + pod.metadata().name() + ": remove: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
