package dev.davit.daemon.cri;

import dev.davit.engine.pod.ContainerStats;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.PodException;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStats;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Statistics of many at once; what goes away while they are read is left out. */
final class Statistics {

  private Statistics() {}

  static List<PodStats> ofReadyPods(Pods pods, List<PodStatus> of) {
    return of.stream()
        .filter(p -> p.state() == PodState.READY)
        .map(p -> unlessGone(() -> pods.stats(p.id())))
        .filter(Objects::nonNull)
        .toList();
  }

  static List<ContainerStats> of(Pods pods, List<ContainerStatus> of) {
    return of.stream()
        .map(c -> unlessGone(() -> pods.containerStats(c.id())))
        .filter(Objects::nonNull)
        .toList();
  }

  private static <T> T unlessGone(Supplier<T> stats) {
    try {
      return stats.get();
    } catch (PodException e) {
      return null;
    }
  }
}
