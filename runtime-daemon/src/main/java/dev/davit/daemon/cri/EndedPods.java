package dev.davit.daemon.cri;

import dev.davit.engine.pod.ContainerFilter;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.DavitAnnotations;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.oci.DavitException;
import java.time.Duration;
import java.util.List;

/**
 * Removes the pods that shall go when their containers have ended ({@link
 * DavitAnnotations#REMOVE}), those too that ended while no daemon was there.
 */
public final class EndedPods implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Pods pods;
  private final PodWatch watch;

  /** Of these pods, from now on. */
  public EndedPods(Pods pods) {
    this.pods = pods;
    this.watch = new PodWatch("davit-ended-pods", pods, this::sweep);
  }

  private Duration sweep() {
    for (PodStatus pod : pods.list(PodFilter.of())) {
      if (Boolean.parseBoolean(pod.annotations().get(DavitAnnotations.REMOVE))) {
        removeIfEnded(pod);
      }
    }
    return LOOK;
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
    watch.close();
  }
}
