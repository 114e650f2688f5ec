package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts the process of a container with its streams and log, or takes them up again. */
final class ContainerLaunch {

  private final Runtime runtime;
  private final Supplier<ImageStore> images;
  private final ContainerPreparation preparation;
  private final PodStore store;
  private final StreamLoop loop;
  private final PodSettings settings;
  private final SavedContainers saved;

  ContainerLaunch(
      Runtime runtime,
      Supplier<ImageStore> images,
      ContainerPreparation preparation,
      PodStore store,
      StreamLoop loop,
      PodSettings settings,
      SavedContainers saved) {
    this.runtime = runtime;
    this.images = images;
    this.preparation = preparation;
    this.store = store;
    this.loop = loop;
    this.settings = settings;
    this.saved = saved;
  }

  /** Starts it and records that it runs. */
  void launch(PodContainer container) {
    PodContainerRecord record = container.record();
    Spec spec = preparation.spec(container);
    Snapshot snapshot =
        images
            .get()
            .snapshots()
            .find(container.id)
            .orElseThrow(
                () ->
                    new PodException(
                        Reason.FAILED, "container " + container.id + ": its files are gone"));
    List<Fd> child = new ArrayList<>();
    Instant begin;
    try {
      saved.restoreLog(container);
      Optional<LogFile> log = log(container);
      // before it runs: one that ends at once has not ended before it began
      begin = Instant.now();
      if (record.config().tty()) {
        Container started =
            begin(container, ContainerPreparation.request(container, spec, snapshot, Stdio.none()));
        container.own = Optional.of(started);
        Fd master = Descriptors.duplicate(started.console().master());
        streams(container, log, Optional.empty(), Optional.of(master), List.of());
      } else {
        startWithPipes(container, spec, snapshot, log, child);
      }
    } catch (ErrnoException e) {
      throw new PodException(Reason.FAILED, "streams: " + e.getMessage(), e);
    } finally {
      child.forEach(Fd::close);
    }
    Container started = container.own.orElseThrow();
    container.pid = Optional.of(started.pid());
    container.record(record.started(begin));
    store.write(container.record());
  }

  private Container begin(PodContainer container, ContainerRequest request) {
    return saved.waits(container)
        ? saved.restore(container, request)
        : runtime.start(request, HierarchyChoice.LIMITABLE);
  }

  private void startWithPipes(
      PodContainer container, Spec spec, Snapshot snapshot, Optional<LogFile> log, List<Fd> child)
      throws ErrnoException {
    ContainerConfig config = container.record().config();
    Fd in;
    Optional<Fd> stdin = Optional.empty();
    if (config.stdin()) {
      Pipe pipe = Pipe.open();
      in = pipe.readEnd();
      stdin = Optional.of(pipe.writeEnd());
    } else {
      in = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDONLY);
    }
    child.add(in);
    Pipe out = Pipe.open();
    child.add(out.writeEnd());
    Pipe err = Pipe.open();
    child.add(err.writeEnd());
    // an input that ends with its client must not be held open by anybody else
    List<Fd> kept = stdin.isPresent() && !config.stdinOnce() ? List.of(stdin.get()) : List.of();
    try {
      container.own =
          Optional.of(
              begin(
                  container,
                  ContainerPreparation.request(
                      container,
                      spec,
                      snapshot,
                      new Stdio.Held(
                          in,
                          out.writeEnd(),
                          err.writeEnd(),
                          List.of(out.readEnd(), err.readEnd()),
                          kept))));
    } catch (RuntimeException e) {
      out.readEnd().close();
      err.readEnd().close();
      stdin.ifPresent(Fd::close);
      log.ifPresent(LogFile::close);
      throw e;
    }
    streams(container, log, stdin, Optional.empty(), List.of(out.readEnd(), err.readEnd()));
  }

  private void streams(
      PodContainer container,
      Optional<LogFile> log,
      Optional<Fd> stdin,
      Optional<Fd> terminal,
      List<Fd> outputs)
      throws ErrnoException {
    container.streams =
        Optional.of(
            new ContainerStreams(
                loop,
                directory(container),
                log,
                stdin,
                terminal,
                outputs.stream().findFirst(),
                outputs.stream().skip(1).findFirst(),
                container.record().config().stdinOnce()));
  }

  /** What there is of it goes with the state of the container. */
  private Path directory(PodContainer container) {
    return runtime.stateRoot().resolve("containers").resolve(container.id);
  }

  private Optional<LogFile> log(PodContainer container) throws ErrnoException {
    Optional<Path> path = container.log();
    return path.isPresent()
        ? Optional.of(new LogFile(path.get(), settings.logLimitBytes()))
        : Optional.empty();
  }

  /** Takes the ends of its streams back from its supervisor. */
  void takeStreams(PodContainer container) throws ErrnoException {
    ContainerId id = new ContainerId(container.id);
    Optional<LogFile> log = log(container);
    if (log.isPresent()) {
      ContainerStreams.recover(directory(container), log.get());
    }
    Optional<Fd> first = runtime.heldDescriptor(id, 0);
    if (first.isEmpty()) {
      log.ifPresent(LogFile::close);
      return;
    }
    ContainerConfig config = container.record().config();
    if (config.tty()) {
      streams(container, log, Optional.empty(), first, List.of());
      return;
    }
    Optional<Fd> stdin =
        config.stdin() && !config.stdinOnce() ? runtime.heldDescriptor(id, 2) : Optional.empty();
    streams(
        container,
        log,
        stdin,
        Optional.empty(),
        List.of(first.get(), runtime.heldDescriptor(id, 1).orElseThrow()));
  }
}
