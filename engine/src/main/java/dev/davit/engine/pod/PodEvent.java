package dev.davit.engine.pod;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a container or a sandbox (CRI ContainerEventResponse).
 *
 * @param sequence 1 for the first event of this engine, then without gaps
 * @param type what happened
 * @param containerId the container, or the sandbox itself
 * @param time when
 * @param pod the sandbox, as of the event
 * @param containers of the sandbox, as of the event
 */
public record PodEvent(
    long sequence,
    Type type,
    String containerId,
    Instant time,
    PodStatus pod,
    List<ContainerStatus> containers) {
  /** Copies lists and maps. */
  public PodEvent {
    containers = List.copyOf(containers);
  }

  /** What happened (CRI ContainerEventType). */
  public enum Type {
    /** It was made. */
    CREATED,
    /** It was started. */
    STARTED,
    /** It has ended. */
    STOPPED,
    /** It was removed. */
    DELETED
  }
}
