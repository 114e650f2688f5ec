package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.installed.InstalledException;
import dev.davit.runtime.installed.InstalledRuntime;
import dev.davit.runtime.installed.RuntimeDirectory;
import dev.davit.runtime.installed.RuntimeLog;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.InstalledPlan;
import dev.davit.runtime.plan.PlannedProgram;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last part of a start by an installed runtime: it runs, tells of its container, is recorded.
 */
final class InstalledStart {

  private static final int STDERR = 2;

  /** Nothing tells of a file that is written by a program which may end instead. */
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Host host;
  private final StateDirectory states;
  private final InstalledRuntime runtime;
  private final RuntimeDirectory files;
  private final ContainerDescription description;
  private final UndoStack undo;
  private int driver;

  InstalledStart(
      Host host,
      StateDirectory states,
      InstalledRuntime runtime,
      RuntimeDirectory files,
      ContainerDescription description,
      UndoStack undo) {
    this.host = host;
    this.states = states;
    this.runtime = runtime;
    this.files = files;
    this.description = description;
    this.undo = undo;
  }

  Launched run(StandardStreams streams, Fd exitFile, DescriptorSet descriptors)
      throws ErrnoException {
    int supervisorPid = spawn(streams, descriptors);
    Fd supervisor = PidFd.open(supervisorPid);
    undo.push(supervisor::close);
    ProcessIdentity.of(driver).ifPresent(files::keepDriver);
    int init = awaitStarted(supervisor, streams.child().get(STDERR).number() == STDERR);
    Optional<Cgroup> cgroup =
        description.cgroup().map(path -> Cgroup.open(host.cgroups(), path)).filter(Cgroup::exists);
    Optional<Fd> process = InitProcess.open(init, exitFile);
    process.ifPresent(fd -> undo.push(fd::close));
    Optional<ProcessIdentity> identity = process.flatMap(fd -> ProcessIdentity.of(init));
    identity.ifPresent(
        its ->
            states.update(
                new ContainerState.Running(
                    description, its, ProcessIdentity.of(supervisorPid), Instant.now())));
    return new Launched(
        description,
        init,
        process,
        supervisorPid,
        supervisor,
        exitFile,
        cgroup,
        streams,
        identity.isPresent(),
        host,
        List.of());
  }

  /** Starts the program and returns when it has become the runtime. */
  private int spawn(StandardStreams streams, DescriptorSet descriptors) throws ErrnoException {
    PlannedProgram plan =
        InstalledPlan.of(
            runtime.program().toString(),
            files.arguments(runtime, description.id()),
            InstalledRuntime.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList(),
            files.rootfs().toString(),
            streams.master().isPresent());
    Pipe pipe = Pipe.open();
    descriptors.put(DescriptorNames.REPORT, pipe.writeEnd());
    descriptors.own(pipe.readEnd());
    streams.master().ifPresent(fd -> descriptors.lend(DescriptorNames.TERMINAL, fd));
    int supervisor =
        Spawner.spawn(
            plan.bound(),
            host.architecture(),
            streams.child(),
            plan.descriptors().stream().map(descriptors::get).toList());
    undo.push(() -> end(supervisor));
    pipe.writeEnd().close();
    Report report = new Report(pipe.readEnd());
    StepException failure = null;
    for (Optional<Report.Record> next = report.next(); next.isPresent(); next = report.next()) {
      if (next.get() instanceof Report.Failed failed) {
        failure = CallFailure.of("start " + description.id().familiar(), plan, failed);
      } else if (next.get() instanceof Report.Started started) {
        driver = started.number();
      }
    }
    if (failure != null) {
      throw new InstalledException(
          runtime.name(), "run", description.id().familiar(), failure.getMessage());
    }
    return supervisor;
  }

  /**
   * Gives the container's first process, which the runtime tells once it has started it.
   *
   * @param heard whether the runtime has our own standard error
   */
  private int awaitStarted(Fd supervisor, boolean heard) throws ErrnoException {
    while (true) {
      boolean ended = Poll.await(supervisor, PollEvents.IN, PAUSE);
      Optional<Integer> init = files.init();
      if (init.isPresent()) {
        return init.get();
      }
      if (ended) {
        Optional<String> logged = RuntimeLog.error(files.log());
        throw new InstalledException(
            runtime.name(),
            "run",
            description.id().familiar(),
            logged.orElse("ended before it had started the container, and does not say why"),
            heard && logged.isPresent());
      }
    }
  }

  /** The supervisor follows the runtime; what that leaves is cleared away then. */
  private void end(int supervisor) throws ErrnoException {
    if (Wait.pollPid(supervisor).isEmpty()) {
      PidFd.kill(driver == 0 ? supervisor : driver);
      Wait.forPid(supervisor);
    }
  }
}
