package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The pods that there are, and through them their containers. An id may be shortened to a beginning
 * that fits no other. It is safe for use by many threads.
 */
final class PodTable {

  private static final int ID_LENGTH = 64;

  private final Map<String, Sandbox> pods = new ConcurrentHashMap<>();

  void add(Sandbox pod) {
    pods.put(pod.id, pod);
  }

  void remove(Sandbox pod) {
    pods.remove(pod.id);
  }

  boolean holds(Sandbox pod) {
    return pods.containsKey(pod.id);
  }

  /** The pod that was made for the same identity. */
  Optional<Sandbox> of(PodMetadata identity) {
    return pods.values().stream()
        .filter(p -> p.record().config().metadata().equals(identity))
        .findFirst();
  }

  /**
   * The pod with this id.
   *
   * @throws PodException {@code NOT_FOUND} if it is the beginning of more than one
   */
  Optional<Sandbox> find(String id) {
    Sandbox exact = pods.get(id);
    if (exact != null || !isBeginning(id)) {
      return Optional.ofNullable(exact);
    }
    return only("pod " + id, pods.values().stream().filter(p -> p.id.startsWith(id)));
  }

  /**
   * The same.
   *
   * @throws PodException {@code NOT_FOUND} if there is none as well
   */
  Sandbox pod(String id) {
    return find(id)
        .orElseThrow(() -> new PodException(Reason.NOT_FOUND, "pod " + id + ": no such pod"));
  }

  /**
   * The container with this id, of whichever pod.
   *
   * @throws PodException {@code NOT_FOUND} if it is the beginning of more than one
   */
  Optional<PodContainer> findContainer(String id) {
    return only(
        "container " + id,
        containers().filter(c -> c.id.equals(id) || isBeginning(id) && c.id.startsWith(id)));
  }

  /**
   * The same.
   *
   * @throws PodException {@code NOT_FOUND} if there is none as well
   */
  PodContainer container(String id) {
    return findContainer(id)
        .orElseThrow(
            () -> new PodException(Reason.NOT_FOUND, "container " + id + ": no such container"));
  }

  private static boolean isBeginning(String id) {
    return !id.isEmpty() && id.length() < ID_LENGTH;
  }

  private static <T> Optional<T> only(String asked, Stream<T> all) {
    List<T> fitting = all.limit(2).toList();
    if (fitting.size() > 1) {
      throw new PodException(Reason.NOT_FOUND, asked + ": fits more than one id");
    }
    return fitting.stream().findFirst();
  }

  /** What fits, the youngest first. */
  List<PodStatus> list(PodFilter filter) {
    return pods.values().stream()
        .map(Sandbox::status)
        .filter(filter::accepts)
        .sorted(Comparator.comparing(PodStatus::created).reversed())
        .toList();
  }

  /** What fits, the youngest first. */
  List<ContainerStatus> list(ContainerFilter filter) {
    return pods.values().stream()
        .filter(pod -> filter.acceptsPod(pod.id))
        .flatMap(pod -> pod.containers.values().stream())
        .map(PodContainer::status)
        .filter(filter::accepts)
        .sorted(Comparator.comparing(ContainerStatus::created).reversed())
        .toList();
  }

  private Stream<PodContainer> containers() {
    return pods.values().stream().flatMap(p -> p.containers.values().stream());
  }
}
