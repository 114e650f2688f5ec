package dev.davit.engine.pod;

/**
 * A container of a pod as it is recorded on disk, for processes that do not keep the pods.
 *
 * @param pod whose it is
 * @param detached whether the pod was made for this container alone
 * @param record of the container
 */
public record PodMember(PodMetadata pod, boolean detached, PodContainerRecord record) {

  /** What people call it: its own name, within the pod's if others may be there. */
  public String name() {
    String own = record.config().metadata().name();
    return detached ? own : pod.name() + "/" + own;
  }
}
