package dev.davit.engine.pod;

import java.util.List;

/**
 * A container of a pod as it is recorded on disk, for processes that do not keep the pods.
 *
 * @param pod whose it is
 * @param detached whether the pod was made for this container alone
 * @param record of the container
 * @param addresses of the pod, the first one first; none on the network of the host
 */
public record PodMember(
    PodMetadata pod, boolean detached, PodContainerRecord record, List<String> addresses) {

  /** What people call it: its own name, within the pod's if others may be there. */
  public String name() {
    String own = record.config().metadata().name();
    return detached ? own : pod.name() + "/" + own;
  }
}
