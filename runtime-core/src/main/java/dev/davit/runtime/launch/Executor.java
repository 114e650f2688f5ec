package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Processes;
import dev.davit.linux.process.Wait;
import dev.davit.oci.runtime.ContainerStatus;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.Spec;
import dev.davit.oci.runtime.State;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ExecRequest;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.ExecPlan;
import dev.davit.runtime.plan.IdMap;
import dev.davit.runtime.plan.JoinTarget;
import dev.davit.runtime.seccomp.SeccompPolicy;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.InstalledFilter;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executes processes in containers that run, whoever started them. */
public final class Executor {

  private final Host host;
  private final StateDirectory states;

  /** An executor for the containers of one state directory. */
  public Executor(Host host, StateDirectory states) {
    this.host = host;
    this.states = states;
  }

  /**
   * Executes a process and returns when its program has been executed.
   *
   * @throws StateException if the container does not run, or is paused
   * @throws dev.davit.oci.DavitException if it cannot be executed; nothing is left then
   */
  public Joined execute(ContainerId id, ExecRequest request) {
    ContainerState state = states.observe(id);
    ProcessIdentity init =
        state.process().orElseThrow(() -> StateException.wrongState(state, "execute in it"));
    UndoStack undo = new UndoStack();
    try (DescriptorSet descriptors = new DescriptorSet()) {
      descriptors.put(DescriptorNames.CONTAINER, open(state, init));
      RunningMembers container = new RunningMembers(host, init);
      Fd root = descriptors.own(container.root());
      Process process =
          request
              .user()
              .map(user -> UserLookup.resolve("exec in " + id, request.process(), user, root))
              .orElseGet(() -> UserLookup.withHome(request.process(), root));
      Optional<Cgroup> cgroup = cgroup(state, request, container);
      List<String> v1 =
          cgroup.map(c -> CgroupDescriptors.open(host, c, descriptors)).orElse(List.of());
      Optional<InstalledFilter> filter = states.filter(id);
      Linux linux = states.config(id).flatMap(Spec::linux).orElse(Linux.empty());
      Optional<Seccomp> listener = linux.seccomp().filter(SeccompPolicy::notifies);
      JoinTarget target =
          new JoinTarget(
              container.namespaces(),
              host.cloneIntoCgroup() && cgroup.flatMap(Cgroup::directory).isPresent(),
              v1,
              filter.map(InstalledFilter::instructions),
              filter.map(InstalledFilter::flags).orElse(0),
              listener.isPresent(),
              state.description().annotations(),
              linux,
              request.passed().size());
      ExecPlan plan = ExecPlan.of(process, request.stdio(), host, target);
      StandardStreams streams = streams(request.stdio(), root, descriptors);
      undo.push(streams::close);
      giveToUser(request.stdio(), process, container, streams);
      // only now: what was looked at by number was looked at in this very process
      requireAlive(state, init);
      return run(state, init, plan, request, listener, streams, descriptors);
    } catch (ErrnoException e) {
      StepException failure = StepException.ofCall("exec in " + id.familiar(), "exec", e);
      undo.run(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      undo.run(e);
      throw e;
    }
  }

  private static Fd open(ContainerState state, ProcessIdentity init) throws ErrnoException {
    try {
      return PidFd.open(init.pid());
    } catch (ErrnoException e) {
      if (e.is(Errno.ESRCH)) {
        throw StateException.wrongState(state, "execute in it: its first process has just ended");
      }
      throw e;
    }
  }

  private static void requireAlive(ContainerState state, ProcessIdentity init) {
    if (!init.isAlive()) {
      throw StateException.wrongState(state, "execute in it: its first process has just ended");
    }
  }

  private Optional<Cgroup> cgroup(
      ContainerState state, ExecRequest request, RunningMembers container) {
    Optional<Cgroup> own =
        state.description().cgroup().map(path -> Cgroup.open(host.cgroups(), path));
    if (own.isEmpty()) {
      return own;
    }
    if (!request.ignorePaused() && own.get().exists() && own.get().isFrozen()) {
      throw new ContainerException(
          state.id(),
          "cannot exec in a paused container: resume it first, or ignore that it is paused");
    }
    boolean anywhere = request.cgroup().isEmpty() && request.v1Cgroups().isEmpty();
    Cgroup place =
        anywhere
            ? container.inhabited(own.get())
            : RunningMembers.below(own.get(), request.cgroup().orElse(""));
    for (Map.Entry<String, String> one : request.v1Cgroups().entrySet()) {
      place = RunningMembers.below(own.get(), place, one.getKey(), one.getValue());
    }
    return Optional.of(place).filter(Cgroup::exists);
  }

  private static StandardStreams streams(Stdio stdio, Fd root, DescriptorSet descriptors)
      throws ErrnoException {
    if (stdio instanceof Stdio.Terminal size) {
      return StandardStreams.of(ContainerTerminal.open(root, size), descriptors);
    }
    return StandardStreams.open(stdio, descriptors);
  }

  /** As at a start: what is made for the process belongs to its user in a user namespace. */
  private static void giveToUser(
      Stdio stdio, Process process, RunningMembers container, StandardStreams streams)
      throws ErrnoException {
    boolean own = stdio instanceof Stdio.Terminal || stdio instanceof Stdio.Pipes;
    if (!own || !container.hasUserNamespace()) {
      return;
    }
    Optional<Long> uid = new IdMap(container.uidMappings()).toHost(process.user().uid());
    for (Fd fd : streams.child()) {
      if (uid.isPresent()) {
        Metadata.chown(fd, uid.get().intValue(), -1);
      }
    }
  }

  private Joined run(
      ContainerState state,
      ProcessIdentity init,
      ExecPlan plan,
      ExecRequest request,
      Optional<Seccomp> listener,
      StandardStreams streams,
      DescriptorSet descriptors)
      throws ErrnoException {
    ContainerId id = state.id();
    Optional<Fd> go = listener.isPresent() ? Optional.of(goPipe(descriptors)) : Optional.empty();
    Pipe report = Pipe.open();
    descriptors.put(DescriptorNames.REPORT, report.writeEnd());
    descriptors.own(report.readEnd());
    for (int i = 0; i < request.passed().size(); i++) {
      descriptors.lend(DescriptorNames.passed(i), request.passed().get(i));
    }
    List<Fd> given = plan.planned().descriptors().stream().map(descriptors::get).toList();
    int joiner = Spawner.spawn(plan.program(), host.architecture(), streams.child(), given);
    report.writeEnd().close();
    int pid = 0;
    Optional<Report.Failed> failed = Optional.empty();
    Optional<Report.Listening> listening = Optional.empty();
    Optional<StepException> unheard = Optional.empty();
    Report reports = new Report(report.readEnd());
    try {
      // to the end: the joiner and the process report side by side
      for (Optional<Report.Record> next = reports.next(); next.isPresent(); next = reports.next()) {
        if (next.get() instanceof Report.Failed failure) {
          failed = Optional.of(failure);
        } else if (next.get() instanceof Report.Listening opening) {
          listening = Optional.of(opening);
        } else {
          pid = ((Report.Started) next.get()).number();
        }
        if (pid != 0 && listening.isPresent()) {
          unheard =
              handOver(
                  listener.orElseThrow(),
                  pid,
                  listening.get(),
                  state(state, init),
                  reports,
                  go.orElseThrow());
          listening = Optional.empty();
        }
      }
    } finally {
      Wait.forPid(joiner);
    }
    int child = pid;
    if (child != 0 && (failed.isPresent() || unheard.isPresent())) {
      Wait.forPid(child);
    }
    if (unheard.isPresent()) {
      throw unheard.get();
    }
    if (failed.isPresent()) {
      throw CallFailure.of("exec in " + id.familiar(), plan.planned(), failed.get());
    }
    if (child == 0) {
      throw StepException.of(
          "exec in " + id.familiar(), "it ended without a report: was it killed?");
    }
    return new Joined(id, child, open(child), streams, plan.warnings());
  }

  /** A process that cannot be watched is not left alone. */
  private static Fd open(int child) throws ErrnoException {
    try {
      return PidFd.open(child);
    } catch (ErrnoException e) {
      Processes.kill(child, Signal.KILL); // not reaped yet: the number is its own
      Wait.forPid(child);
      throw e;
    }
  }

  private static Fd goPipe(DescriptorSet descriptors) throws ErrnoException {
    Pipe go = Pipe.open();
    descriptors.put(DescriptorNames.GO, go.readEnd());
    return descriptors.own(go.writeEnd());
  }

  /** If nobody listens, the process ends as nobody lets it go on; it has to be waited for yet. */
  private static Optional<StepException> handOver(
      Seccomp seccomp, int pid, Report.Listening listening, State state, Report report, Fd go)
      throws ErrnoException {
    try {
      new ListenerHandover(seccomp).handOver(pid, listening.descriptor(), state, report, go);
      return Optional.empty();
    } catch (StepException e) {
      go.close();
      return Optional.of(e);
    }
  }

  /** What a listener of system calls is told of the container. */
  private State state(ContainerState state, ProcessIdentity init) {
    return new HookRunner(Hooks.empty(), state.description(), states.directory(state.id()), host)
        .state(ContainerStatus.RUNNING, Optional.of(init.pid()));
  }

  /** The root directory of a process, as a place to start from. */
  static Fd rootOf(int pid) throws ErrnoException {
    return Descriptors.open(
        Fd.CWD, "/proc/" + pid + "/root", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
  }
}
