package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.linux.socket.SocketPair;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import dev.davit.oci.runtime.Linux;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.RestoreRequest;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.criu.CriuConversation;
import dev.davit.runtime.criu.CriuFailure;
import dev.davit.runtime.criu.CriuRequest;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.RestorePlan;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last part of a restore: the program runs, becomes criu, and the container is recorded. */
final class Restoration {

  private static final String LOG = "restore.log";

  private final RestoreRequest request;
  private final CriuProgram criu;
  private final Host host;
  private final StateDirectory states;
  private final ContainerDescription description;
  private final Optional<Cgroup> cgroup;
  private final HookRunner hooks;
  private final UndoStack undo;
  private final Path mountPoint;
  private final Path work;
  private final Map<String, Fd> given = new LinkedHashMap<>();
  private final List<String> passed = new ArrayList<>();
  private final Map<String, String> inherited = new LinkedHashMap<>();
  private Optional<String> devices = Optional.empty();
  private Optional<Fd> master = Optional.empty();
  private Optional<Integer> criuPid = Optional.empty();

  Restoration(
      RestoreRequest request,
      CriuProgram criu,
      Host host,
      StateDirectory states,
      ContainerDescription description,
      Optional<Cgroup> cgroup,
      HookRunner hooks,
      UndoStack undo,
      Path mountPoint,
      Path work) {
    this.request = request;
    this.criu = criu;
    this.host = host;
    this.states = states;
    this.description = description;
    this.cgroup = cgroup;
    this.hooks = hooks;
    this.undo = undo;
    this.mountPoint = mountPoint;
    this.work = work;
  }

  /** Names a descriptor for the program. */
  void lend(String name, Fd fd) {
    given.put(name, fd);
  }

  /** Has the program show a file system with devices in the place of a directory. */
  void show(Fd madeDevices, Path place) {
    lend(DescriptorNames.DEVICES, madeDevices);
    devices = Optional.of(place.toString());
  }

  /** Names a descriptor for the program and for criu. */
  void pass(String name, Fd fd) {
    lend(name, fd);
    passed.add(name);
  }

  /** Gives criu a descriptor in the place of what the images call so. */
  void inherit(String resource, Fd fd) {
    inherit(resource, resource, fd);
  }

  /** Gives criu a descriptor in the place of what the images call so. */
  void inherit(String resource, String name, Fd fd) {
    pass(name, fd);
    inherited.put(resource, name);
  }

  /** With a supervisor between this JVM and the container. */
  Launched supervised(StandardStreams streams, CriuRequest asked) throws ErrnoException {
    try (DescriptorSet descriptors = new DescriptorSet()) {
      Fd exitFile = InitProcess.exitFile(states, id());
      undo.push(exitFile::close);
      lend(DescriptorNames.EXIT, exitFile);
      List<String> unread = new ArrayList<>();
      List<String> held = held(streams, unread);
      RestorePlan plan = builder().supervised(held, unread, memoryEvents());
      SocketPair sockets = sockets(descriptors);
      int supervisor = spawn(plan, descriptors, sockets);
      int running = criuPid.orElseThrow(() -> ended("the supervisor"));
      undo.push(() -> endSupervised(supervisor, running, sockets));
      Fd process = PidFd.open(supervisor);
      undo.push(process::close);
      int init = converse(plan, sockets, asked, running);
      Optional<Fd> initFd = InitProcess.open(init, exitFile);
      initFd.ifPresent(fd -> undo.push(fd::close));
      boolean recorded = initFd.isPresent() && record(init, ProcessIdentity.of(supervisor));
      hooks.afterStart(init);
      return new Launched(
          description,
          init,
          initFd,
          supervisor,
          process,
          exitFile,
          cgroup,
          withMaster(streams),
          recorded,
          host,
          List.of());
    }
  }

  /** As a child of this JVM. */
  CreatedContainer alone(StandardStreams streams, CriuRequest asked) throws ErrnoException {
    try (DescriptorSet descriptors = new DescriptorSet()) {
      RestorePlan plan = builder().alone();
      SocketPair sockets = sockets(descriptors);
      int own = spawn(plan, descriptors, sockets);
      boolean[] waited = {false};
      undo.push(
          () -> {
            sockets.first().close();
            if (!waited[0]) {
              PidFd.kill(own);
              Wait.forPid(own);
            }
          });
      int init = converse(plan, sockets, asked, own);
      undo.push(() -> endInit(init));
      Wait.forPid(own);
      waited[0] = true;
      if (!record(init, Optional.empty())) {
        throw StepException.of("restore " + id().familiar(), "its init has ended");
      }
      hooks.afterStart(init);
      return new CreatedContainer(id(), init, withMaster(streams).master(), List.of());
    }
  }

  private StepException ended(String who) {
    return StepException.of("restore " + id().familiar(), who + " ended: was it killed?");
  }

  private ContainerId id() {
    return description.id();
  }

  private RestorePlan.Builder builder() {
    List<String> environment = new ArrayList<>();
    CriuProgram.environment().forEach((name, value) -> environment.add(name + "=" + value));
    return new RestorePlan.Builder(
        criu.path(), environment, mountPoint.toString(), devices, passed);
  }

  private SocketPair sockets(DescriptorSet descriptors) throws ErrnoException {
    SocketPair sockets = SocketPair.packets();
    descriptors.own(sockets.first());
    descriptors.own(sockets.second());
    lend(RestorePlan.SOCKET, sockets.second());
    return sockets;
  }

  /** What the supervisor holds, in the order of its numbers as after a start. */
  private List<String> held(StandardStreams streams, List<String> unread) {
    List<String> names = new ArrayList<>();
    Stdio stdio = request.container().stdio();
    if (stdio instanceof Stdio.Pipes pipes && pipes.kept()) {
      names.add(hold("stdout", streams.stdout().orElseThrow()));
      names.add(hold("stderr", streams.stderr().orElseThrow()));
    } else if (stdio instanceof Stdio.Held held) {
      for (int i = 0; i < held.unread().size(); i++) {
        names.add(hold("output " + i, held.unread().get(i)));
      }
      unread.addAll(names);
      for (int i = 0; i < held.kept().size(); i++) {
        names.add(hold("end " + i, held.kept().get(i)));
      }
    }
    return names;
  }

  private String hold(String stream, Fd fd) {
    String name = DescriptorNames.held(stream);
    lend(name, fd);
    return name;
  }

  private String memoryEvents() {
    Linux linux = request.container().spec().linux().orElse(Linux.empty());
    boolean scope = linux.cgroupsPath().filter(ScopeName::isOne).isPresent();
    return scope
        ? cgroup
            .flatMap(Cgroup::directory)
            .map(directory -> directory.resolve("memory.events").toString())
            .orElse("")
        : "";
  }

  /** Starts the program and waits until it has become criu. */
  private int spawn(RestorePlan plan, DescriptorSet descriptors, SocketPair sockets)
      throws ErrnoException {
    Pipe pipe = Pipe.open();
    lend(DescriptorNames.REPORT, descriptors.own(pipe.writeEnd()));
    descriptors.own(pipe.readEnd());
    Fd nothing = descriptors.own(Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR));
    int pid =
        Spawner.spawn(
            plan.planned().bound(),
            host.architecture(),
            List.of(nothing, nothing, nothing),
            plan.planned().descriptors().stream().map(given::get).toList());
    pipe.writeEnd().close();
    sockets.second().close();
    Report report = new Report(pipe.readEnd());
    StepException failure = null;
    for (Optional<Report.Record> next = report.next(); next.isPresent(); next = report.next()) {
      if (next.get() instanceof Report.Failed failed) {
        failure = CallFailure.of("restore " + id().familiar(), plan.planned(), failed);
      } else if (next.get() instanceof Report.Started started) {
        criuPid = Optional.of(started.number());
      }
    }
    if (failure != null) {
      Wait.forPid(pid);
      throw failure;
    }
    return pid;
  }

  /**
   * A directory as criu sees it: in criu's mount namespace, or else criu could mount nothing in it.
   */
  private Fd directory(Path path, int criuPid) throws ErrnoException {
    try {
      return CriuSupport.directory(Path.of("/proc/" + criuPid + "/root" + path.toRealPath()));
    } catch (IOException e) {
      throw new ContainerException(id(), "restore: " + path + ": " + IoFailure.reason(e));
    }
  }

  /** Gives the number of init, as this PID namespace knows it. */
  private int converse(RestorePlan plan, SocketPair sockets, CriuRequest asked, int criuPid)
      throws ErrnoException {
    inherited.forEach((resource, name) -> asked.inherit(resource, plan.number(name)));
    try (Fd images = directory(request.criu().images(), criuPid);
        Fd logs = directory(work, criuPid)) {
      asked.directories(images, logs, LOG);
      int init = new CriuConversation(sockets.first()).request(asked, this::reached);
      sockets.first().close();
      return init;
    } catch (CriuFailure e) {
      throw criu.failure(id(), "restore", e, work.resolve(LOG));
    }
  }

  private void reached(String stage, int pid, List<Fd> descriptors) throws ErrnoException {
    if (stage.equals("setup-namespaces")) {
      hooks.created();
      hooks.beforeRestore(pid);
    } else if (stage.equals("orphan-pts-master") && !descriptors.isEmpty()) {
      Fd its = Descriptors.duplicate(descriptors.get(0));
      master = Optional.of(its);
      undo.push(its::close);
      if (request.container().stdio() instanceof Stdio.Terminal size && size.rows() != 0) {
        Terminal.setWindowSize(its, new WindowSize(size.rows(), size.columns()));
      }
    }
  }

  private StandardStreams withMaster(StandardStreams streams) {
    return new StandardStreams(
        streams.child(), streams.stdin(), streams.stdout(), streams.stderr(), master);
  }

  private boolean record(int init, Optional<ProcessIdentity> supervisor) {
    Optional<ProcessIdentity> process = ProcessIdentity.of(init);
    process.ifPresent(
        its ->
            states.update(new ContainerState.Running(description, its, supervisor, Instant.now())));
    return process.isPresent();
  }

  /** Without criu and without processes in the cgroup the supervisor has nothing to wait for. */
  private void endSupervised(int supervisor, int criuPid, SocketPair sockets)
      throws ErrnoException {
    sockets.first().close();
    if (Wait.pollPid(supervisor).isPresent()) {
      return;
    }
    PidFd.kill(criuPid);
    cgroup.ifPresent(Cgroup::kill);
    Wait.forPid(supervisor);
  }

  private static void endInit(int init) throws ErrnoException {
    if (Wait.pollPid(init).isEmpty()) {
      PidFd.kill(init);
      Wait.forPid(init);
    }
  }
}
