package dev.davit.engine.pod;

import dev.davit.image.Image;
import dev.davit.linux.Signal;
import dev.davit.oci.runtime.Process;
import java.time.Instant;
import java.util.Optional;

/**
 * What is on disk about a container of a pod.
 *
 * @param id 64 hexadecimal digits
 * @param podId its sandbox
 * @param phase how far its life has come
 * @param config what it was made of, as later updates have changed it
 * @param imageId the id of its image
 * @param imageRef the digest of its image
 * @param user of its first process
 * @param stopSignal the one that asks it to end
 * @param process the process of its OCI configuration as JSON, for what is executed later
 * @param createdNanos when it was made, in nanoseconds since 1970
 * @param startedNanos when its program was executed
 * @param finishedNanos when its program ended
 * @param exitCode 128 and the signal if it was killed
 * @param reason one word
 * @param message for people
 */
public record PodContainerRecord(
    String id,
    String podId,
    ContainerState phase,
    ContainerConfig config,
    String imageId,
    String imageRef,
    ContainerUser user,
    String stopSignal,
    String process,
    long createdNanos,
    Optional<Long> startedNanos,
    Optional<Long> finishedNanos,
    int exitCode,
    String reason,
    String message) {

  /** Of one that was made just now. */
  static PodContainerRecord created(
      String id,
      String podId,
      ContainerConfig config,
      Image image,
      ContainerUser user,
      Signal stopSignal,
      Process process) {
    return new PodContainerRecord(
        id,
        podId,
        ContainerState.CREATED,
        config,
        image.id().toString(),
        image.manifest().toString(),
        user,
        stopSignal.name(),
        process.toJson(),
        Times.nanos(Instant.now()),
        Optional.empty(),
        Optional.empty(),
        0,
        "",
        "");
  }

  PodContainerRecord withConfig(ContainerConfig config) {
    return new PodContainerRecord(
        id,
        podId,
        phase,
        config,
        imageId,
        imageRef,
        user,
        stopSignal,
        process,
        createdNanos,
        startedNanos,
        finishedNanos,
        exitCode,
        reason,
        message);
  }

  /** As it was before it was started. */
  PodContainerRecord again() {
    return in(ContainerState.CREATED, Optional.empty(), Optional.empty(), 0, "", "");
  }

  PodContainerRecord started(Instant time) {
    Optional<Long> now = Optional.of(Times.nanos(time));
    return in(ContainerState.RUNNING, now, finishedNanos, exitCode, reason, message);
  }

  PodContainerRecord exited(Instant time, int exitCode, String reason, String message) {
    Optional<Long> now = Optional.of(Times.nanos(time));
    return in(ContainerState.EXITED, startedNanos, now, exitCode, reason, message);
  }

  private PodContainerRecord in(
      ContainerState phase,
      Optional<Long> startedNanos,
      Optional<Long> finishedNanos,
      int exitCode,
      String reason,
      String message) {
    return new PodContainerRecord(
        id,
        podId,
        phase,
        config,
        imageId,
        imageRef,
        user,
        stopSignal,
        process,
        createdNanos,
        startedNanos,
        finishedNanos,
        exitCode,
        reason,
        message);
  }
}
