package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.linux.program.Call;
import dev.davit.oci.runtime.ContainerStatus;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.plan.SyncPoint;
import dev.davit.runtime.resctrl.ResctrlGroup;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.LateCalls;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The last part of a start: the program runs, reports, and the container is recorded. */
final class Start {

  private final StartPlan plan;
  private final Host host;
  private final ContainerDescription description;
  private final UndoStack undo;
  private final HookRunner hooks;
  private final StateDirectory states;
  private final NetworkDevices devices = new NetworkDevices();
  private int initPid;
  private boolean waiting;

  Start(
      StartPlan plan,
      Host host,
      ContainerDescription description,
      UndoStack undo,
      HookRunner hooks,
      StateDirectory states) {
    this.states = states;
    this.hooks = hooks;
    this.plan = plan;
    this.host = host;
    this.description = description;
    this.undo = undo;
  }

  Launched run(
      ContainerRequest request,
      Optional<Cgroup> cgroup,
      Optional<byte[]> filter,
      StandardStreams streams,
      Fd exitFile,
      DescriptorSet descriptors)
      throws ErrnoException {
    Pipe report = open(DescriptorNames.REPORT, descriptors, true);
    Pipe mappings = open(DescriptorNames.ID_MAPPINGS, descriptors, false);
    Pipe go = open(DescriptorNames.GO, descriptors, false);
    hold(streams, descriptors);
    hold(request.stdio(), descriptors);
    List<Fd> given = plan.descriptors().stream().map(descriptors::get).toList();
    int supervisorPid = Spawner.spawn(plan.program(), host.architecture(), streams.child(), given);
    undo.push(() -> end(supervisorPid));
    Fd supervisor = PidFd.open(supervisorPid);
    undo.push(supervisor::close);
    report.writeEnd().close();
    follow(
        new Report(report.readEnd()), request, mappings.writeEnd(), go.writeEnd(), cgroup, filter);
    Optional<Fd> process = InitProcess.open(initPid, exitFile);
    process.ifPresent(fd -> undo.push(fd::close));
    boolean recorded = record(supervisorPid, process);
    hooks.afterStart(initPid);
    devices.close();
    return new Launched(
        description,
        initPid,
        process,
        supervisorPid,
        supervisor,
        exitFile,
        cgroup,
        streams,
        recorded,
        host,
        plan.warnings());
  }

  /** Runs the program up to where its init waits to be started. */
  CreatedContainer create(
      ContainerRequest request,
      Optional<Cgroup> cgroup,
      StandardStreams streams,
      DescriptorSet descriptors)
      throws ErrnoException {
    Pipe report = open(DescriptorNames.REPORT, descriptors, true);
    Pipe mappings = open(DescriptorNames.ID_MAPPINGS, descriptors, false);
    StartGate gate = StartGate.make(states.directory(request.id()), descriptors);
    List<Fd> given = plan.descriptors().stream().map(descriptors::get).toList();
    int cloner = Spawner.spawn(plan.program(), host.architecture(), streams.child(), given);
    undo.push(this::endInit);
    report.writeEnd().close();
    try {
      follow(
          new Report(report.readEnd()),
          request,
          mappings.writeEnd(),
          gate.go(),
          cgroup,
          Optional.empty());
    } finally {
      Wait.forPid(cloner);
    }
    Optional<ProcessIdentity> init = ProcessIdentity.of(initPid);
    if (!waiting || init.isEmpty()) {
      throw InitProcess.ended(
          "create " + request.id().familiar(), cgroup, "its init ended before all was made");
    }
    states.keepLateCalls(request.id(), lateCalls());
    states.update(new ContainerState.Created(description, init.get()));
    devices.close();
    return new CreatedContainer(request.id(), initPid, streams.master(), plan.warnings());
  }

  /** A pipe of which the program gets the named end. */
  private static Pipe open(String name, DescriptorSet descriptors, boolean writes)
      throws ErrnoException {
    Pipe pipe = Pipe.open();
    descriptors.put(name, writes ? pipe.writeEnd() : pipe.readEnd());
    descriptors.own(writes ? pipe.readEnd() : pipe.writeEnd());
    return pipe;
  }

  private static void hold(StandardStreams streams, DescriptorSet descriptors) {
    streams.stdout().ifPresent(fd -> descriptors.lend(DescriptorNames.held("stdout"), fd));
    streams.stderr().ifPresent(fd -> descriptors.lend(DescriptorNames.held("stderr"), fd));
    streams.master().ifPresent(fd -> descriptors.lend(DescriptorNames.TERMINAL, fd));
  }

  private static void hold(Stdio stdio, DescriptorSet descriptors) {
    if (stdio instanceof Stdio.Held held) {
      for (int i = 0; i < held.unread().size(); i++) {
        descriptors.lend(DescriptorNames.held("output " + i), held.unread().get(i));
      }
      for (int i = 0; i < held.kept().size(); i++) {
        descriptors.lend(DescriptorNames.held("end " + i), held.kept().get(i));
      }
    }
  }

  /**
   * Follows the program to the end of its report. What fails on this side because a process has
   * ended is blamed on the call for which that has ended.
   */
  private void follow(
      Report report,
      ContainerRequest request,
      Fd mapped,
      Fd go,
      Optional<Cgroup> cgroup,
      Optional<byte[]> filter)
      throws ErrnoException {
    Optional<Report.Failed> failed;
    try {
      failed = accompany(report, request, mapped, go, cgroup, filter);
    } catch (ErrnoException | StepException e) {
      Optional<Report.Failed> said = report.failure();
      if (said.isPresent()) {
        throw failure(said.get());
      }
      if (isOfAMissingProcess(e) && initPid != 0 && ProcessIdentity.of(initPid).isEmpty()) {
        // killed, by a supervisor perhaps that had said all that it could
        throw InitProcess.ended("start " + request.id().familiar(), cgroup, "its init has ended");
      }
      throw e;
    }
    if (failed.isPresent()) {
      throw failure(failed.get());
    }
  }

  private static boolean isOfAMissingProcess(Exception e) {
    Optional<Errno> errno =
        e instanceof StepException step ? step.errno() : Optional.of(((ErrnoException) e).errno());
    return errno.filter(of -> of == Errno.ENOENT || of == Errno.ESRCH).isPresent();
  }

  /**
   * Reads the report to its end, and maps the ids of a new user namespace on the way.
   *
   * @return the call that has failed there
   */
  private Optional<Report.Failed> accompany(
      Report report,
      ContainerRequest request,
      Fd mapped,
      Fd go,
      Optional<Cgroup> cgroup,
      Optional<byte[]> filter)
      throws ErrnoException {
    Linux linux = request.spec().linux().orElse(Linux.empty());
    boolean awaited = plan.descriptors().contains(DescriptorNames.ID_MAPPINGS);
    Optional<Report.Failed> failure = Optional.empty();
    Optional<Report.Record> early = Optional.empty();
    Optional<Report.Record> next = report.next();
    while (next.isPresent()) {
      if (initPid == 0 && isWaiting(next.get())) {
        // init may be faster than its parent; it waits, so that nothing else comes from it
        early = next;
        next = report.next();
        continue;
      }
      if (next.get() instanceof Report.Failed failed) {
        // read on: the number of init may come after what init says itself
        failure = failure.isPresent() ? failure : Optional.of(failed);
        next = report.next();
        continue;
      }
      if (next.get() instanceof Report.Reached reached && reached.point() == SyncPoint.WAITING) {
        waiting = true;
        next = report.next();
        continue;
      }
      if (next.get() instanceof Report.Listening listening) {
        new ListenerHandover(linux.seccomp().orElseThrow())
            .handOver(
                initPid,
                listening.descriptor(),
                hooks.state(ContainerStatus.CREATING, Optional.of(initPid)),
                report,
                go);
        next = report.next();
        continue;
      }
      if (next.get() instanceof Report.Reached reached) {
        takeTurn(reached.point(), request, cgroup, filter);
        Content.writeAll(go, new byte[] {1});
        next = report.next();
        continue;
      }
      initPid = ((Report.Started) next.get()).number();
      hooks.created();
      if (awaited && failure.isEmpty()) { // an init that has failed is gone
        recordEarly();
        map(linux);
        Content.writeAll(mapped, new byte[] {1});
      }
      next = early.isPresent() ? early : report.next();
      early = Optional.empty();
    }
    if (failure.isEmpty() && initPid == 0) {
      throw StepException.of(
          "start " + request.id().familiar(),
          "the supervisor ended without a report: was it killed?");
    }
    return failure;
  }

  /** From here on it is found even if this program and the supervisor are killed. */
  private void recordEarly() {
    Optional<ProcessIdentity> init = ProcessIdentity.of(initPid);
    if (description.cgroup().isEmpty()
        && init.isPresent()
        && states.read(description.id()) instanceof ContainerState.Creating creating) {
      states.update(creating.withInit(init.get()));
    }
  }

  private void map(Linux linux) throws ErrnoException {
    if (linux.namespace(NamespaceType.USER).filter(made -> made.path().isEmpty()).isPresent()) {
      VirtualFile.write("/proc/" + initPid + "/uid_map", lines(linux.uidMappings()));
      VirtualFile.write("/proc/" + initPid + "/gid_map", lines(linux.gidMappings()));
    }
  }

  private static boolean isWaiting(Report.Record record) {
    return record instanceof Report.Listening
        || record instanceof Report.Reached reached && reached.point() != SyncPoint.WAITING;
  }

  private void takeTurn(
      SyncPoint point, ContainerRequest request, Optional<Cgroup> cgroup, Optional<byte[]> filter)
      throws ErrnoException {
    switch (point) {
      case EQUIPPED -> {
        Linux linux = request.spec().linux().orElseThrow();
        if (!linux.netDevices().isEmpty()) {
          devices.move(linux.netDevices(), initPid, undo);
        }
        ResctrlGroup.of(host, request.spec().linux(), request.id())
            .ifPresent(group -> group.enter(initPid));
      }
      case CREATED ->
          hooks.beforePivot(
              initPid,
              cgroup,
              request.root() instanceof RootSource.Directory directory
                  ? Optional.of(directory.path())
                  : Optional.empty());
      case READY -> hooks.beforeProgram(request.spec(), initPid, cgroup, filter);
      case WAITING -> throw new IllegalStateException("nobody waits in a start at once");
    }
  }

  private static String lines(List<IdMapping> mappings) {
    return mappings.stream()
        .map(m -> m.containerID() + " " + m.hostID() + " " + m.size() + "\n")
        .collect(Collectors.joining());
  }

  private StepException failure(Report.Failed failed) {
    String subject = "start " + description.id().familiar();
    return plan.awaitsNetwork(failed.call())
        ? StepException.of(subject, NetworkLog.said(states, description.id()))
        : CallFailure.of(subject, plan.planned(), failed);
  }

  private boolean record(int supervisorPid, Optional<Fd> process) {
    Optional<ProcessIdentity> init = process.flatMap(fd -> ProcessIdentity.of(initPid));
    if (init.isPresent()) {
      states.update(
          new ContainerState.Running(
              description, init.get(), ProcessIdentity.of(supervisorPid), Instant.now()));
    }
    return init.isPresent();
  }

  /** Ends what runs: the supervisor follows its init, and has nothing to record then. */
  private void end(int supervisorPid) throws ErrnoException {
    if (Wait.pollPid(supervisorPid).isPresent()) {
      return;
    }
    if (initPid != 0) {
      PidFd.kill(initPid);
    } else {
      PidFd.kill(supervisorPid);
    }
    Wait.forPid(supervisorPid);
  }

  /** What whoever starts the container needs to blame a call of init for its failure. */
  private LateCalls lateCalls() {
    List<LateCalls.LateCall> calls = new ArrayList<>();
    List<Call> all = plan.program().calls();
    boolean late = false;
    for (int k = 0; k < all.size(); k++) {
      Syscall syscall = all.get(k).syscall();
      late |= syscall == Syscall.DUP3;
      if (late) {
        String text = syscall == Syscall.SECCOMP ? "seccomp(…)" : plan.callText(k);
        calls.add(new LateCalls.LateCall(k, plan.stepOf(k), syscall.kernelName(), text));
      }
    }
    return new LateCalls(calls);
  }

  /** Ends an init that is a child of this process. */
  private void endInit() throws ErrnoException {
    if (initPid != 0 && Wait.pollPid(initPid).isEmpty()) {
      PidFd.kill(initPid);
      Wait.forPid(initPid);
    }
  }
}
