package dev.davit.engine.pod;

import dev.davit.engine.pod.PodEvent.Type;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.ImageStore;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.process.PidFd;
import dev.davit.oci.DavitException;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState.Running;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The lives of containers of pods: made, started, changed, stopped, removed. */
final class PodContainers implements AutoCloseable {

  private static final Duration OUTPUT_END = Duration.ofSeconds(2);
  private static final Duration KILL_DEADLINE = Duration.ofSeconds(30);
  private static final int START_FAILED = 128;
  private static final int UNKNOWN_EXIT = 255;
  private static final int THREADS_MAX = 8;

  private final Runtime runtime;
  private final PodStore store;
  private final StreamLoop loop;
  private final EventHub events;
  private final ContainerCreation creation;
  private final ContainerLaunch launch;
  private final RunningContainers running;

  /** Finishes containers: that waits for files and cgroups, which a watching thread must not. */
  private final ExecutorService finishers = finishers();

  PodContainers(
      Runtime runtime,
      Supplier<ImageStore> images,
      PodStore store,
      Sandboxes sandboxes,
      StreamLoop loop,
      PodSettings settings,
      EventHub events) {
    this.runtime = runtime;
    this.store = store;
    this.loop = loop;
    this.events = events;
    ImageVolumes volumes =
        new ImageVolumes(runtime.host(), runtime.stateRoot().resolve("volumes"), images);
    ContainerPreparation preparation =
        new ContainerPreparation(images, store, sandboxes, settings, volumes);
    SavedContainers saved = new SavedContainers(runtime, images, store, preparation);
    this.creation =
        new ContainerCreation(runtime, images, store, volumes, preparation, saved, events);
    this.launch = new ContainerLaunch(runtime, images, preparation, store, loop, settings, saved);
    this.running = new RunningContainers(runtime, saved);
  }

  private static ExecutorService finishers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS_MAX,
            THREADS_MAX,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "davit-pods-end");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** What is done with those of them that run. */
  RunningContainers running() {
    return running;
  }

  /** Makes a container, or finds the one that was made by the same request before. */
  PodContainer create(Sandbox pod, ContainerConfig config) {
    synchronized (pod) {
      for (PodContainer container : pod.containers.values()) {
        if (container.record().config().metadata().equals(config.metadata())) {
          return container;
        }
      }
      if (!pod.ready()) {
        throw new PodException(Reason.WRONG_STATE, "pod " + pod.id + ": not ready");
      }
      return creation.make(pod, config);
    }
  }

  /** Takes away what a process has left that died while it made containers. */
  void finish(Sandbox pod) {
    creation.finish(pod);
  }

  /** Starts a container that was made. */
  void start(PodContainer container) {
    synchronized (container) {
      if (container.mayStartAgain()) {
        container.again();
      }
      if (container.record().phase() != ContainerState.CREATED) {
        throw new PodException(
            Reason.WRONG_STATE,
            "container "
                + container.id
                + ": "
                + container.record().phase()
                + ": cannot be started");
      }
      try {
        launch.launch(container);
      } catch (DavitException e) {
        exited(container, Instant.now(), START_FAILED, "StartError", e.getMessage());
        throw e instanceof PodException
            ? e
            : new PodException(
                Reason.FAILED,
                "container " + container.id.substring(0, 12) + ": " + e.getMessage(),
                e);
      }
    }
    events.publish(
        Type.STARTED,
        container.id,
        container.record().startedNanos().map(Times::instant).orElseThrow(),
        container.pod);
    Container own = container.own.orElseThrow();
    own.onExit()
        .whenCompleteAsync(
            (exit, failure) -> ended(container, Optional.ofNullable(exit)), finishers);
  }

  /** The first process is gone; the rest of the container goes now. */
  private void ended(PodContainer container, Optional<ContainerExit> exit) {
    container.streams.ifPresent(s -> s.finish(OUTPUT_END));
    CompletableFuture<Void> over;
    synchronized (container) {
      if (!container.running()) {
        return;
      }
      // once its end is recorded it may be started again, and that has an end of its own
      over = container.ended;
      boolean oom = exit.map(ContainerExit::oomKilled).orElse(false);
      int code = exit.map(ContainerExit::code).orElse(UNKNOWN_EXIT);
      String reason =
          exit.isEmpty() ? "Unknown" : oom ? "OOMKilled" : code == 0 ? "Completed" : "Error";
      exited(
          container, exit.map(ContainerExit::finished).orElseGet(Instant::now), code, reason, "");
      forget(container);
    }
    // Before those who wait for the end go on: what they do next may be the next event.
    events.publish(
        Type.STOPPED,
        container.id,
        container.record().finishedNanos().map(Times::instant).orElseThrow(),
        container.pod);
    over.complete(null);
  }

  private void exited(
      PodContainer container, Instant time, int code, String reason, String message) {
    container.record(container.record().exited(time, code, reason, message));
    if (Files.isDirectory(store.directory(container.pod.id))) {
      store.write(container.record());
    }
    container.pid = Optional.empty();
    if (reason.equals("StartError")) {
      container.ended.complete(null);
    }
  }

  /** Removes what the runtime knows of it: cgroup and run state. Its files stay. */
  private void forget(PodContainer container) {
    try {
      if (container.own.isPresent()) {
        container.own.get().delete();
      } else {
        runtime.delete(new ContainerId(container.id), true);
      }
    } catch (StateException e) {
      if (e.kind() != StateException.Kind.NOT_FOUND) {
        throw e;
      }
    }
    container.own = Optional.empty();
    container.streams = Optional.empty();
  }

  /** Takes up a container that an earlier process has started. */
  void adopt(PodContainer container) {
    if (!container.running()) {
      if (container.record().phase() == ContainerState.EXITED) {
        forget(container);
      }
      return;
    }
    dev.davit.runtime.state.ContainerState state;
    try {
      state = runtime.state(new ContainerId(container.id));
    } catch (StateException e) {
      // after a restart of the machine nobody knows how it ended
      lost(container);
      return;
    }
    try {
      launch.takeStreams(container);
      if (state instanceof Running running) {
        container.pid = Optional.of(running.init().pid());
        ProcessIdentity last = running.supervisor().orElse(running.init());
        Fd pidfd = PidFd.open(last.pid());
        loop.awaitEnd(pidfd, () -> finishers.execute(() -> adoptedEnd(container)));
      } else {
        finishers.execute(() -> adoptedEnd(container));
      }
    } catch (ErrnoException e) {
      finishers.execute(() -> adoptedEnd(container));
    }
  }

  private void adoptedEnd(PodContainer container) {
    Optional<ContainerExit> exit = Optional.empty();
    try {
      exit = runtime.awaitExit(new ContainerId(container.id), KILL_DEADLINE);
    } catch (DavitException e) {
      // nobody knows how it ended
    }
    ended(container, exit);
  }

  private void lost(PodContainer container) {
    synchronized (container) {
      exited(container, Instant.now(), UNKNOWN_EXIT, "Unknown", "its end was not seen");
    }
    container.ended.complete(null);
  }

  /** Asks it to end, and kills it when the time is over. */
  void stop(PodContainer container, Duration grace) {
    if (!container.running()) {
      return;
    }
    ContainerId id = new ContainerId(container.id);
    if (!grace.isZero() && !grace.isNegative()) {
      signal(id, Signal.parse(container.record().stopSignal()), false);
      if (awaitEnd(container, grace)) {
        return;
      }
    }
    signal(id, Signal.KILL, true);
    if (!awaitEnd(container, KILL_DEADLINE)) {
      throw new PodException(
          Reason.TIMEOUT,
          "container "
              + container.id
              + ": still runs "
              + KILL_DEADLINE.toSeconds()
              + " s after SIGKILL");
    }
  }

  private void signal(ContainerId id, Signal signal, boolean all) {
    try {
      runtime.kill(id, signal, all);
    } catch (StateException e) {
      // it has just ended
    }
  }

  private static boolean awaitEnd(PodContainer container, Duration timeout) {
    try {
      return container.awaitEnd(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PodException(Reason.TIMEOUT, "container " + container.id + ": interrupted", e);
    }
  }

  /** Removes it, whatever it is doing. May be repeated. */
  void remove(PodContainer container) {
    stop(container, Duration.ZERO);
    synchronized (container) {
      if (!container.pod.containers.containsKey(container.id)) {
        return;
      }
      forget(container);
      creation.remove(container);
      container.pod.containers.remove(container.id);
    }
    events.publish(Type.DELETED, container.id, Instant.now(), container.pod);
  }

  void update(PodContainer container, LinuxResources resources, Map<String, String> annotations) {
    synchronized (container) {
      ContainerConfig config = container.record().config();
      Map<String, String> merged = new LinkedHashMap<>(config.annotations());
      merged.putAll(annotations);
      LinuxResources changed = ResourceSpecs.changed(config.linux().resources(), resources);
      boolean limits = !resources.equals(LinuxResources.of());
      if (limits && container.running()) {
        runtime.update(new ContainerId(container.id), ResourceSpecs.of(resources));
      } else if (limits && container.record().phase() != ContainerState.CREATED) {
        throw new PodException(
            Reason.WRONG_STATE, "container " + container.id + ": has ended: cannot be updated");
      }
      container.record(
          container
              .record()
              .withConfig(
                  config.withAnnotations(merged).withLinux(config.linux().withResources(changed))));
      store.write(container.record());
    }
  }

  @Override
  public void close() {
    finishers.shutdown();
  }
}
