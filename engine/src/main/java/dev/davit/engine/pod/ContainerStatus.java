package dev.davit.engine.pod;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as of now (CRI ContainerStatus).
 *
 * @param id 64 hexadecimal digits
 * @param podId its sandbox
 * @param metadata which it is
 * @param state where in its life it is
 * @param created when it was made
 * @param started when its program was executed
 * @param finished when its program ended
 * @param exitCode 128 and the signal if it was killed; 0 before the end
 * @param image as asked for
 * @param imageRef the digest of the image
 * @param imageId the id of the image
 * @param reason {@code Completed}, {@code Error}, {@code OOMKilled}, {@code ContainerCannotRun} or
 *     {@code Unknown}; empty before the end
 * @param message for people
 * @param labels to find it by
 * @param annotations opaque
 * @param mounts volumes
 * @param logPath absolute
 * @param resources as of the last update
 * @param user of its first process
 * @param pid of its first process, as the host numbers it
 * @param stopSignal the one that asks it to end
 * @param cgroup from the root of the hierarchy
 */
public record ContainerStatus(
    String id,
    String podId,
    ContainerMetadata metadata,
    ContainerState state,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> finished,
    int exitCode,
    ImageSpec image,
    String imageRef,
    String imageId,
    String reason,
    String message,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<PodMount> mounts,
    Optional<String> logPath,
    LinuxResources resources,
    ContainerUser user,
    Optional<Integer> pid,
    String stopSignal,
    Optional<String> cgroup) {
  /** Copies lists and maps. */
  public ContainerStatus {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    mounts = List.copyOf(mounts);
  }
}
