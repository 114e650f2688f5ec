package dev.davit.engine.pod;

import dev.davit.runtime.Container;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A container of a pod while the engine is open. Its monitor guards its life. */
final class PodContainer {

  final String id;
  final Sandbox pod;

  /** Completes when its end is recorded. */
  volatile CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile PodContainerRecord record;
  volatile Optional<Integer> pid = Optional.empty();
  volatile Optional<ContainerStreams> streams = Optional.empty();

  /** Of a container that this process has started itself. */
  volatile Optional<Container> own = Optional.empty();

  PodContainer(Sandbox pod, PodContainerRecord record) {
    this.id = record.id();
    this.pod = pod;
    this.record = record;
    if (record.phase() == ContainerState.EXITED) {
      ended.complete(null);
    }
  }

  PodContainerRecord record() {
    return record;
  }

  void record(PodContainerRecord record) {
    this.record = record;
  }

  /** Of a pod of an orchestrator nothing is started twice: that makes a new container instead. */
  boolean mayStartAgain() {
    return record.phase() == ContainerState.EXITED
        && DavitAnnotations.mayStartAgain(pod.record().config())
        && pod.ready();
  }

  /** It has ended, and is about to be started again with the files that it has. */
  void again() {
    record = record.again();
    ended = new CompletableFuture<>();
  }

  boolean running() {
    return record.phase() == ContainerState.RUNNING;
  }

  /**
   * Waits until its end is recorded.
   *
   * @return false if it is not when the time is over
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    try {
      ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  String cgroup() {
    return PodCgroups.memberPath(pod.record().cgroup(), id).value();
  }

  /** The file of its log, if one is kept. */
  Optional<Path> log() {
    return record
        .config()
        .logPath()
        .filter(p -> !p.isEmpty())
        .flatMap(
            p ->
                pod.record()
                    .config()
                    .logDirectory()
                    .filter(d -> !d.isEmpty())
                    .map(d -> Path.of(d).resolve(p).normalize()));
  }

  ContainerStatus status() {
    PodContainerRecord now = record;
    ContainerConfig config = now.config();
    return new ContainerStatus(
        id,
        now.podId(),
        config.metadata(),
        now.phase(),
        Times.instant(now.createdNanos()),
        now.startedNanos().map(Times::instant),
        now.finishedNanos().map(Times::instant),
        now.exitCode(),
        config.image(),
        now.imageRef(),
        now.imageId(),
        now.reason(),
        now.message(),
        config.labels(),
        config.annotations(),
        config.mounts(),
        log().map(Path::toString),
        config.linux().resources(),
        now.user(),
        now.phase() == ContainerState.RUNNING ? pid : Optional.empty(),
        now.stopSignal(),
        Optional.of(cgroup()));
  }
}
