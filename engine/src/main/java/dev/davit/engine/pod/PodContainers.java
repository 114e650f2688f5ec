package dev.davit.engine.pod;

import dev.davit.engine.Machine;
import dev.davit.engine.Undo;
import dev.davit.engine.pod.PodEvent.Type;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.PidFd;
import dev.davit.oci.DavitException;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.ExecRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState.Running;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The containers of pods: from what was asked to a process, and to its end. */
final class PodContainers implements AutoCloseable {

  private static final Duration OUTPUT_END = Duration.ofSeconds(2);
  private static final Duration KILL_DEADLINE = Duration.ofSeconds(30);
  private static final int START_FAILED = 128;
  private static final int UNKNOWN_EXIT = 255;
  private static final int THREADS_MAX = 8;

  /** Tells what happened to a container. */
  interface Publisher {
    void publish(Type type, String id, Instant time, Sandbox pod);
  }

  private final Runtime runtime;
  private final Supplier<ImageStore> images;
  private final PodStore store;
  private final Sandboxes sandboxes;
  private final StreamLoop loop;
  private final PodSettings settings;
  private final Publisher publisher;
  private final ImageVolumes volumes;

  /** Finishes containers: that waits for files and cgroups, which a watching thread must not. */
  private final ExecutorService finishers = finishers();

  PodContainers(
      Runtime runtime,
      Supplier<ImageStore> images,
      PodStore store,
      Sandboxes sandboxes,
      StreamLoop loop,
      PodSettings settings,
      Publisher publisher) {
    this.runtime = runtime;
    this.images = images;
    this.store = store;
    this.sandboxes = sandboxes;
    this.loop = loop;
    this.settings = settings;
    this.publisher = publisher;
    this.volumes = new ImageVolumes(runtime.stateRoot().resolve("volumes"), images);
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

  Supplier<ImageStore> images() {
    return images;
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
      return make(pod, config);
    }
  }

  private PodContainer make(Sandbox pod, ContainerConfig config) {
    String id = Machine.newId();
    checkLog(pod, config);
    Undo undo = new Undo();
    try {
      Image image = image(config.image());
      store.announce(pod.id, id);
      undo.push(() -> store.withdraw(pod.id, id));
      undo.push(() -> images.get().snapshots().remove(id));
      Snapshot snapshot = images.get().snapshots().prepare(id, image);
      dev.davit.oci.image.ContainerConfig ofImage =
          image.config().config().orElseGet(dev.davit.oci.image.ContainerConfig::empty);
      ImageUsers.Found user =
          ImageUsers.find(config.linux().security(), ofImage.user(), snapshot.lowerdirs());
      String signal =
          config
              .stopSignal()
              .filter(s -> !s.isEmpty())
              .or(() -> ofImage.stopSignal().filter(s -> !s.isEmpty()))
              .map(PodContainers::signal)
              .orElse(Signal.TERM)
              .name();
      undo.push(() -> volumes.unmount(id));
      Spec spec = spec(pod, id, config, ofImage, user);
      PodContainerRecord record =
          new PodContainerRecord(
              id,
              pod.id,
              ContainerState.CREATED,
              config,
              image.id().toString(),
              image.manifest().toString(),
              user.user(),
              signal,
              spec.process().orElseThrow().toJson(),
              Times.nanos(Instant.now()),
              Optional.empty(),
              Optional.empty(),
              0,
              "",
              "");
      PodContainer container = new PodContainer(pod, record);
      runtime.plan(request(container, spec, snapshot, Stdio.none()));
      undo.push(() -> store.remove(pod.id, id));
      store.write(record);
      store.withdraw(pod.id, id);
      pod.containers.put(id, container);
      publisher.publish(Type.CREATED, id, Times.instant(record.createdNanos()), pod);
      return container;
    } catch (SpecException e) {
      PodException refused =
          new PodException(
              Reason.INVALID, "container " + config.metadata().name() + ": " + e.getMessage(), e);
      undo.run(refused);
      throw refused;
    } catch (RuntimeException e) {
      undo.run(e);
      throw e;
    }
  }

  /** Takes away what a process has left that died while it made containers. */
  void finish(Sandbox pod) {
    for (String id : store.announced(pod.id)) {
      if (!pod.containers.containsKey(id)) {
        volumes.unmount(id);
        images.get().snapshots().remove(id);
      }
      store.withdraw(pod.id, id);
    }
  }

  private static void checkLog(Sandbox pod, ContainerConfig config) {
    Optional<String> path = config.logPath().filter(p -> !p.isEmpty());
    if (path.isPresent() && (path.get().startsWith("/") || path.get().contains(".."))) {
      throw new PodException(
          Reason.INVALID, "logPath \"" + path.get() + "\": not below the log directory of the pod");
    }
    Optional<String> directory = pod.record().config().logDirectory().filter(d -> !d.isEmpty());
    if (directory.isPresent() && !directory.get().startsWith("/")) {
      throw new PodException(
          Reason.INVALID, "logDirectory \"" + directory.get() + "\": not an absolute path");
    }
  }

  private static Signal signal(String text) {
    try {
      return Signal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PodException(Reason.INVALID, "stopSignal: " + e.getMessage(), e);
    }
  }

  private Image image(ImageSpec asked) {
    String name = asked.image().isEmpty() ? asked.imageRef() : asked.image();
    try {
      return images.get().resolve(name);
    } catch (ImageException.NotFound e) {
      throw new PodException(Reason.NOT_FOUND, "image " + name + ": " + e.getMessage(), e);
    }
  }

  private Spec spec(
      Sandbox pod,
      String id,
      ContainerConfig config,
      dev.davit.oci.image.ContainerConfig image,
      ImageUsers.Found user) {
    PodConfig ofPod = pod.record().config();
    ContainerSecurity security = config.linux().security();
    if (security.privileged() && !ofPod.linux().security().privileged()) {
      throw new PodException(Reason.INVALID, "privileged: the sandbox was made without privileged");
    }
    HostDevices devices = new HostDevices();
    if (security.privileged()) {
      devices.addAll();
    }
    config.devices().forEach(devices::add);
    new CdiRegistry(settings.cdiDirectories()).inject(config, devices);
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < config.mounts().size(); i++) {
      sources.add(source(id, i, config.mounts().get(i)));
    }
    boolean hostIpc = ofPod.linux().security().namespaceOptions().ipc() == NamespaceMode.NODE;
    ContainerSpecs.Facts facts =
        new ContainerSpecs.Facts(
            Machine.capabilities(),
            user.user(),
            user.home(),
            PodFiles.hostname(ofPod),
            new PodFiles(store.directory(pod.id)).mounted(),
            hostIpc ? "/dev/shm" : sandboxes.shm(pod.id).toString(),
            pod.pause()
                .map(ProcessIdentity::pid)
                .orElseThrow(
                    () -> new PodException(Reason.WRONG_STATE, "pod " + pod.id + ": not ready")),
            target(pod, security.namespaceOptions()),
            pod.record().cgroup() + "/" + id,
            sources,
            devices.found(),
            Sandboxes.limits(ofPod));
    return new ContainerSpecs(config, ofPod, image, facts).spec();
  }

  private static Optional<Integer> target(Sandbox pod, NamespaceOptions options) {
    if (options.pid() != NamespaceMode.TARGET) {
      return Optional.empty();
    }
    String id = options.targetId().orElse("");
    PodContainer target = pod.containers.get(id);
    if (target == null || target.pid.isEmpty()) {
      throw new PodException(
          Reason.INVALID,
          "namespaceOptions.targetId: \"" + id + "\": no running container of the pod");
    }
    return target.pid;
  }

  /** Where the files of a mount are on the host. */
  private String source(String id, int index, PodMount mount) {
    if (mount.image().isPresent() && !mount.image().get().image().isEmpty()) {
      return volumes.mount(id, index, mount);
    }
    Optional<String> path = mount.hostPath().filter(p -> !p.isEmpty());
    if (path.isEmpty()) {
      if (!mount.options().isEmpty() && mount.options().get(0).equals("tmpfs")) {
        return "tmpfs";
      }
      throw new PodException(
          Reason.INVALID, "mount " + mount.containerPath() + ": neither a hostPath nor an image");
    }
    if (!path.get().startsWith("/")) {
      throw new PodException(
          Reason.INVALID,
          "mount " + mount.containerPath() + ": hostPath " + path.get() + ": not absolute");
    }
    try {
      return Path.of(path.get()).toRealPath().toString();
    } catch (IOException e) {
      throw new PodException(
          Reason.INVALID,
          "mount "
              + mount.containerPath()
              + ": "
              + path.get()
              + ": "
              + dev.davit.linux.IoFailure.reason(e),
          e);
    }
  }

  private static ContainerRequest request(
      PodContainer container, Spec spec, Snapshot snapshot, Stdio stdio) {
    RootSource root =
        new RootSource.Overlay(snapshot.lowerdirs(), snapshot.upperdir(), snapshot.workdir());
    boolean terminal = container.record().config().tty();
    Stdio streams = terminal ? Stdio.terminal(24, 80) : stdio;
    return ContainerRequest.of(new ContainerId(container.id), spec, root, streams)
        .withImage(container.record().config().image().image())
        .withLabels(container.record().config().labels());
  }

  /** Starts a container that was made. */
  void start(PodContainer container) {
    synchronized (container) {
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
        launch(container);
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
    publisher.publish(
        Type.STARTED,
        container.id,
        container.record().startedNanos().map(Times::instant).orElseThrow(),
        container.pod);
    Container own = container.own.orElseThrow();
    own.onExit()
        .whenCompleteAsync(
            (exit, failure) -> ended(container, Optional.ofNullable(exit)), finishers);
  }

  private void launch(PodContainer container) {
    PodContainerRecord record = container.record();
    dev.davit.oci.image.ContainerConfig ofImage =
        image(new ImageSpec(record.imageId(), Map.of(), "", "", ""))
            .config()
            .config()
            .orElseGet(dev.davit.oci.image.ContainerConfig::empty);
    Spec spec =
        spec(
            container.pod,
            container.id,
            record.config(),
            ofImage,
            new ImageUsers.Found(record.user(), home(record)));
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
    try {
      Optional<LogFile> log = log(container);
      if (record.config().tty()) {
        Container started = runtime.start(request(container, spec, snapshot, Stdio.none()));
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
    container.record(record.started(Instant.now()));
    store.write(container.record());
  }

  private static Optional<String> home(PodContainerRecord record) {
    return Process.parse(record.process()).env().stream()
        .filter(v -> v.startsWith("HOME="))
        .map(v -> v.substring("HOME=".length()))
        .findFirst();
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
              runtime.start(
                  request(
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
                log,
                stdin,
                terminal,
                outputs.stream().findFirst(),
                outputs.stream().skip(1).findFirst(),
                container.record().config().stdinOnce()));
  }

  private Optional<LogFile> log(PodContainer container) throws ErrnoException {
    Optional<Path> path = container.log();
    return path.isPresent()
        ? Optional.of(new LogFile(path.get(), settings.logLimitBytes()))
        : Optional.empty();
  }

  /** The first process is gone; the rest of the container goes now. */
  private void ended(PodContainer container, Optional<ContainerExit> exit) {
    container.streams.ifPresent(s -> s.finish(OUTPUT_END));
    synchronized (container) {
      if (!container.running()) {
        return;
      }
      boolean oom = exit.map(ContainerExit::oomKilled).orElse(false);
      int code = exit.map(ContainerExit::code).orElse(UNKNOWN_EXIT);
      String reason =
          exit.isEmpty() ? "Unknown" : oom ? "OOMKilled" : code == 0 ? "Completed" : "Error";
      exited(
          container, exit.map(ContainerExit::finished).orElseGet(Instant::now), code, reason, "");
      forget(container);
    }
    // Before those who wait for the end go on: what they do next may be the next event.
    publisher.publish(
        Type.STOPPED,
        container.id,
        container.record().finishedNanos().map(Times::instant).orElseThrow(),
        container.pod);
    container.ended.complete(null);
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
      takeStreams(container);
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

  /** Takes the ends of its streams back from its supervisor. */
  private void takeStreams(PodContainer container) throws ErrnoException {
    ContainerId id = new ContainerId(container.id);
    Optional<Fd> first = runtime.heldDescriptor(id, 0);
    if (first.isEmpty()) {
      return;
    }
    ContainerConfig config = container.record().config();
    if (config.tty()) {
      streams(container, log(container), Optional.empty(), first, List.of());
      return;
    }
    Optional<Fd> stdin =
        config.stdin() && !config.stdinOnce() ? runtime.heldDescriptor(id, 2) : Optional.empty();
    streams(
        container,
        log(container),
        stdin,
        Optional.empty(),
        List.of(first.get(), runtime.heldDescriptor(id, 1).orElseThrow()));
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
      container.ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
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
      volumes.unmount(container.id);
      images.get().snapshots().remove(container.id);
      store.remove(container.pod.id, container.id);
      container.pod.containers.remove(container.id);
    }
    publisher.publish(Type.DELETED, container.id, Instant.now(), container.pod);
  }

  void update(PodContainer container, LinuxResources resources, Map<String, String> annotations) {
    synchronized (container) {
      ContainerConfig config = container.record().config();
      Map<String, String> merged = new LinkedHashMap<>(config.annotations());
      merged.putAll(annotations);
      LinuxResources changed = ResourceSpecs.changed(config.linux().resources(), resources);
      if (container.running()) {
        runtime.update(new ContainerId(container.id), ResourceSpecs.of(resources));
      } else if (container.record().phase() != ContainerState.CREATED) {
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

  void kill(PodContainer container, Signal signal) {
    runtime.kill(running(container), signal, false);
  }

  void pause(PodContainer container) {
    runtime.pause(running(container));
  }

  void resume(PodContainer container) {
    runtime.resume(running(container));
  }

  private static ContainerId running(PodContainer container) {
    if (!container.running()) {
      throw new PodException(
          Reason.WRONG_STATE,
          "container " + container.id + ": " + container.record().phase() + ": not running");
    }
    return new ContainerId(container.id);
  }

  void reopenLog(PodContainer container) {
    running(container);
    try {
      if (container.streams.isPresent()) {
        container.streams.get().reopenLog();
      }
    } catch (ErrnoException e) {
      throw new PodException(Reason.FAILED, "log: reopen: " + e.getMessage(), e);
    }
  }

  ContainerStatus awaitExit(PodContainer container, Duration timeout) throws InterruptedException {
    try {
      container.ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // the status says so
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return container.status();
  }

  AttachSession attach(PodContainer container) {
    running(container);
    return container
        .streams
        .orElseThrow(
            () ->
                new PodException(
                    Reason.WRONG_STATE, "container " + container.id + ": has no streams"))
        .attach();
  }

  ExecSession exec(PodContainer container, ExecConfig config) {
    if (config.command().isEmpty()) {
      throw new PodException(Reason.INVALID, "exec: no command");
    }
    ContainerId id = running(container);
    Process process =
        Process.parse(container.record().process())
            .withArgs(config.command())
            .withTerminal(config.tty());
    Stdio stdio = config.tty() ? Stdio.terminal(24, 80) : Stdio.pipes();
    try {
      return new ExecStreams(runtime.exec(id, ExecRequest.of(process, stdio)), config);
    } catch (StateException e) {
      throw new PodException(Reason.WRONG_STATE, e.getMessage(), e);
    } catch (SpecException e) {
      throw new PodException(Reason.INVALID, e.getMessage(), e);
    } catch (DavitException e) {
      throw new PodException(Reason.FAILED, e.getMessage(), e);
    }
  }

  ExecOutput execSync(
      PodContainer container, List<String> command, Duration timeout, int limitBytes) {
    ExecConfig config = new ExecConfig(command, false, true, true, false);
    try (ExecSession session = exec(container, config)) {
      return new OutputCollector(session, limitBytes).collect(command, timeout);
    }
  }

  @Override
  public void close() {
    finishers.shutdown();
  }
}
