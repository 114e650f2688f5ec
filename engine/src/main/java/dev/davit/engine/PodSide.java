package dev.davit.engine;

import dev.davit.engine.ContainerInfo.Status;
import dev.davit.engine.pod.PodContainerRecord;
import dev.davit.engine.pod.PodDirectory;
import dev.davit.engine.pod.PodMember;
import dev.davit.engine.pod.PodMount;
import dev.davit.oci.DavitException;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ExitStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The containers of pods among all containers: listed, and worked with by their run state, whether
 * whoever keeps the pods is there or not. What changes a pod is not done here.
 */
final class PodSide implements AutoCloseable {

  private static final long NANOS = 1_000_000_000L;

  private final PodDirectory directory;
  private final Path volumes;
  private Runtime runtime;

  PodSide(Path dataRoot, Path stateRoot) {
    this.directory = new PodDirectory(dataRoot, stateRoot);
    this.volumes = dataRoot.resolve("volumes");
  }

  /** The run state of the containers of pods. */
  synchronized Runtime runtime() {
    if (runtime == null) {
      runtime = Runtime.open(directory.stateRoot());
    }
    return runtime;
  }

  /**
   * All of them.
   *
   * @param status of one that has a run state, by the runtime that has it
   */
  List<ContainerInfo> all(BiFunction<Runtime, ContainerState, Status> status) {
    List<ContainerInfo> all = new ArrayList<>();
    for (PodMember member : directory.members()) {
      PodContainerRecord record = member.record();
      all.add(
          new ContainerInfo(
              record.id(),
              Optional.of(member.name()),
              record.config().image().image(),
              Process.parse(record.process()).args(),
              instant(record.createdNanos()),
              record.config().labels(),
              status(record, status),
              Optional.of(record.podId()),
              member.addresses(),
              Optional.empty()));
    }
    return all;
  }

  private Status status(
      PodContainerRecord record, BiFunction<Runtime, ContainerState, Status> byState) {
    return switch (record.phase()) {
      case CREATED -> new Status.Created();
      case RUNNING -> running(record, byState);
      default ->
          new Status.Exited(
              record.finishedNanos().map(PodSide::instant),
              record.reason().equals("Unknown")
                  ? Optional.empty()
                  : Optional.of(exit(record.exitCode())),
              record.reason().equals("OOMKilled"));
    };
  }

  /** Its keeper may not be there to record its end. */
  private Status running(
      PodContainerRecord record, BiFunction<Runtime, ContainerState, Status> byState) {
    try {
      return byState.apply(runtime(), runtime().state(new ContainerId(record.id())));
    } catch (DavitException e) {
      return new Status.Exited(Optional.empty(), Optional.empty(), false);
    }
  }

  private static ExitStatus exit(int code) {
    return code > 128 && code <= 128 + 64
        ? new ExitStatus.Signaled(code - 128, false)
        : new ExitStatus.Exited(code);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
  }

  /** What is recorded about each that uses a named volume. */
  List<ContainerRecord> users(String volume) {
    return directory.members().stream()
        .filter(m -> volumes(m.record()).contains(volume))
        .map(this::record)
        .toList();
  }

  /** What is recorded about one, in the words of the containers without a pod. */
  Optional<ContainerRecord> record(String id) {
    return directory.members().stream()
        .filter(m -> m.record().id().equals(id))
        .findFirst()
        .map(this::record);
  }

  /** The named volumes that one has. */
  private List<String> volumes(PodContainerRecord record) {
    List<String> names = new ArrayList<>();
    for (PodMount mount : record.config().mounts()) {
      Path source = Path.of(mount.hostPath().orElse("/"));
      if (source.startsWith(volumes) && source.getNameCount() > volumes.getNameCount()) {
        names.add(source.getName(volumes.getNameCount()).toString());
      }
    }
    return names;
  }

  private ContainerRecord record(PodMember member) {
    PodContainerRecord record = member.record();
    Process process = Process.parse(record.process());
    List<String> mountPoints =
        new ArrayList<>(List.of("/dev/shm", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf"));
    Defaults.mounts().forEach(m -> mountPoints.add(m.destination()));
    record.config().mounts().forEach(m -> mountPoints.add(m.containerPath()));
    return new ContainerRecord(
        record.id(),
        Optional.of(member.name()),
        record.config().image().image(),
        Optional.of(record.imageId()),
        process.args(),
        instant(record.createdNanos()),
        Map.copyOf(record.config().labels()),
        mountPoints,
        volumes(record),
        Optional.of(ProcessDefaults.of(process, record.user().uid() + ":" + record.user().gid())),
        Optional.of(record.stopSignal()),
        Optional.empty());
  }

  @Override
  public synchronized void close() {
    if (runtime != null) {
      runtime.close();
    }
  }
}
