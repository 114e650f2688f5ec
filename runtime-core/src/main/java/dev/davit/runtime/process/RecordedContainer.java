package dev.davit.runtime.process;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.Signal;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.PidFd;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.CgroupReading;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.cgroup.ForeignFreezer;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.installed.RuntimeDirectory;
import dev.davit.runtime.launch.CreatedStart;
import dev.davit.runtime.launch.HookRunner;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.resctrl.ResctrlGroup;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ExitRecord;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateException;
import dev.davit.runtime.systemd.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A container as it is recorded on disk, whoever started it. */
public final class RecordedContainer {

  private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

  private static final Duration FREEZE_DEADLINE = Duration.ofSeconds(10);

  private final ContainerId id;
  private final StateDirectory states;
  private final Host host;

  /** The container of a name, which has to exist when something is done with it. */
  public RecordedContainer(ContainerId id, StateDirectory states, Host host) {
    this.id = id;
    this.states = states;
    this.host = host;
  }

  /** Lets its init execute its program. */
  public void start() {
    new CreatedStart(host, states).start(id);
  }

  /** Sends a signal to its first process, or to all of them. */
  public void kill(Signal signal, boolean all) {
    ContainerState state = states.observe(id);
    Optional<Cgroup> cgroup = cgroup(state);
    if (all && cgroup.isPresent() && state instanceof ContainerState.Stopped) {
      // processes outlive their init where it was in a PID namespace of somebody else
      cgroup.get().processes().forEach(pid -> send(pid, signal));
      return;
    }
    ProcessIdentity init =
        state.process().orElseThrow(() -> StateException.wrongState(state, "kill"));
    if (all && cgroup.isPresent()) {
      if (signal.equals(Signal.KILL)) {
        cgroup.get().kill();
      } else {
        cgroup.get().processes().forEach(pid -> send(pid, signal));
      }
    } else {
      send(init, signal);
    }
  }

  /** A descriptor that its supervisor holds; empty if it has none any more. */
  public Optional<Fd> heldDescriptor(int index) {
    Optional<ProcessIdentity> supervisor =
        states.read(id) instanceof ContainerState.Running running
            ? running.supervisor()
            : Optional.empty();
    if (supervisor.isEmpty()) {
      return Optional.empty();
    }
    try (Fd process = PidFd.open(supervisor.get().pid())) {
      return supervisor.get().isAlive()
          ? Optional.of(PidFd.takeDescriptor(process, StartPlan.FIRST_HELD + index))
          : Optional.empty();
    } catch (ErrnoException e) {
      if (e.is(Errno.ESRCH) || e.is(Errno.EBADF)) {
        return Optional.empty();
      }
      throw new ContainerException(id, "take back a stream", e);
    }
  }

  /** Stops all of its processes; where not all can be stopped they all go on. */
  public void pause() {
    Cgroup cgroup = running("pause");
    if (!cgroup.freeze(FREEZE_DEADLINE)) {
      cgroup.thaw();
      throw new ContainerException(
          id, "pause: not all processes stopped within " + FREEZE_DEADLINE.toSeconds() + " s");
    }
  }

  /** Lets its processes go on. */
  public void resume() {
    running("resume").thaw();
  }

  /** Whether its processes are stopped. */
  public boolean isPaused() {
    ContainerState state = states.observe(id);
    return state.process().isPresent() && cgroup(state).map(Cgroup::isFrozen).orElse(false);
  }

  /** Changes its limits; of a scope in its unit as well. */
  public void update(Resources resources) {
    Cgroup cgroup = running("update");
    new Scopes(host).update(cgroup.path(), cgroup.withBandwidth(resources));
    cgroup.apply(resources);
  }

  /** What it uses. */
  public CgroupStats stats() {
    return running("measure").stats();
  }

  /** The files of its cgroup. */
  public CgroupReading cgroupFiles() {
    return running("measure").reading();
  }

  /** Changes what of the caches and the memory's bandwidth it may use. */
  public void updateRdt(Optional<String> l3CacheSchema, Optional<String> memBwSchema) {
    ContainerState state = states.observe(id);
    ProcessIdentity init =
        state.process().orElseThrow(() -> StateException.wrongState(state, "update"));
    Spec changed =
        ResctrlGroup.update(
            host,
            states
                .config(id)
                .orElseThrow(() -> StepException.of("update", "its configuration is not kept")),
            id,
            init.pid(),
            l3CacheSchema,
            memBwSchema);
    states.keepConfig(id, changed);
  }

  /** Its processes, as this PID namespace numbers them. */
  public List<Integer> processes() {
    ContainerState state = states.observe(id);
    Optional<List<Integer>> members =
        state.description().cgroup().isPresent()
            ? Optional.empty()
            : state.process().flatMap(init -> NamespaceMembers.of(init.pid()));
    return members.orElseGet(() -> running("list the processes of").processes());
  }

  /** Its cgroup, as long as it has a process. */
  private Cgroup running(String action) {
    ContainerState state = states.observe(id);
    if (state.process().isEmpty()) {
      throw StateException.wrongState(state, action);
    }
    return cgroup(state)
        .orElseThrow(() -> new ContainerException(id, "cannot " + action + ": it has no cgroup"));
  }

  /**
   * Removes it; if told so, a running one is killed before.
   *
   * @return what its hooks failed at once it was gone
   */
  public List<String> delete(boolean force) {
    ContainerState state;
    try {
      state = states.observe(id);
    } catch (StateException e) {
      if (e.kind() == StateException.Kind.NOT_FOUND) {
        states.remove(id); // what a removal has left that was interrupted
      }
      if (e.kind() != StateException.Kind.CORRUPT) {
        throw e;
      }
      deleteUnreadable(e, force);
      return List.of();
    }
    return delete(state, force);
  }

  /** Of a container whose state cannot be read, what is left is where it is by default. */
  private void deleteUnreadable(StateException unreadable, boolean force) {
    Optional<Cgroup> cgroup = existing(CgroupPath.DAVIT.child(id.value()));
    if (!force && cgroup.map(c -> !c.isEmpty()).orElse(false)) {
      throw unreadable;
    }
    cgroup.ifPresent(Cgroup::kill);
    cgroup.ifPresent(Cgroup::remove);
    states.remove(id);
  }

  private List<String> delete(ContainerState state, boolean force) {
    if (state instanceof ContainerState.Creating creating && creating.owner().isAlive()) {
      throw StateException.wrongState(state, "remove");
    }
    if (state.process().isPresent()) {
      // one that was never started has nothing to lose (as in runc)
      if (!force && !(state instanceof ContainerState.Created)) {
        throw StateException.wrongState(state, "remove");
      }
    }
    Optional<ProcessIdentity> init = state.process().or(this::unfinished);
    init.ifPresent(process -> send(process, Signal.KILL));
    init.ifPresent(process -> ForeignFreezer.release(host.cgroups(), process.pid()));
    Optional<Cgroup> cgroup = cgroup(state);
    cgroup.ifPresent(Cgroup::kill);
    try {
      if (!awaitEnd(last(state).or(() -> init), KILL_DEADLINE)) {
        throw new ContainerException(
            id, "still runs " + KILL_DEADLINE.toSeconds() + " s after SIGKILL");
      }
    } catch (ErrnoException e) {
      throw new ContainerException(id, "wait for its end", e);
    }
    Optional<String> failed = installed(id, states).clear(state.description(), host);
    state.description().cgroup().ifPresent(Scopes::remove);
    cgroup.ifPresent(Cgroup::remove);
    removeResctrl(id, states, host);
    Optional<HookRunner> hooks = hooks(state.description(), states, host);
    states.remove(id);
    return hooks.map(HookRunner::afterDelete).orElseGet(() -> failed.stream().toList());
  }

  /** What belongs to it if it is an installed runtime's. */
  static RuntimeDirectory installed(ContainerId id, StateDirectory states) {
    return RuntimeDirectory.of(states.directory(id));
  }

  /** The first process of a container whose maker was killed, where no cgroup tells of it. */
  private Optional<ProcessIdentity> unfinished() {
    return states.read(id) instanceof ContainerState.Creating creating
        ? creating.init()
        : Optional.empty();
  }

  /** Removes its group of resource control; before its state, which tells of it. */
  static void removeResctrl(ContainerId id, StateDirectory states, Host host) {
    if (host.resctrl().isPresent()) {
      ResctrlGroup.of(host, states.config(id).flatMap(Spec::linux), id)
          .ifPresent(ResctrlGroup::remove);
    }
  }

  /** What is to be run when a container is gone; asked for before its state is. */
  static Optional<HookRunner> hooks(
      ContainerDescription description, StateDirectory states, Host host) {
    return states
        .config(description.id())
        .flatMap(Spec::hooks)
        .map(hooks -> new HookRunner(hooks, description, states.directory(description.id()), host));
  }

  /** Waits for its end; empty if it still runs when the time is over. */
  public Optional<ContainerExit> awaitExit(Duration timeout) {
    ContainerState state = states.observe(id);
    Optional<ExitRecord> recorded;
    // Opened before: whoever started it may remove it, and its record, as soon as it has ended.
    try (InputStream file = states.openExit(id)) {
      if (!awaitEnd(last(state), timeout)) {
        return Optional.empty();
      }
      recorded = ExitRecord.parse(file.readNBytes(ExitRecord.MAX_SIZE));
    } catch (ErrnoException e) {
      throw new ContainerException(id, "wait for its end", e);
    } catch (IOException e) {
      throw new ContainerException(id, "read how it ended: " + IoFailure.reason(e));
    }
    ExitRecord record =
        recorded.or(() -> states.exit(id)).orElseThrow(() -> ContainerException.unknownExit(id));
    return Optional.of(
        RecordedExit.of(
            record,
            state.description(),
            state.description().cgroup().map(path -> Cgroup.open(host.cgroups(), path))));
  }

  /** Who ends last: the exit record is whole when the supervisor is gone. */
  private static Optional<ProcessIdentity> last(ContainerState state) {
    return state instanceof ContainerState.Running running
        ? running.supervisor().or(running::process)
        : state.process();
  }

  private static boolean awaitEnd(Optional<ProcessIdentity> last, Duration timeout)
      throws ErrnoException {
    if (last.isEmpty()) {
      return true;
    }
    try (Fd process = PidFd.open(last.get().pid())) {
      return !last.get().isAlive() || Poll.await(process, PollEvents.IN, timeout);
    } catch (ErrnoException e) {
      if (e.is(Errno.ESRCH)) {
        return true;
      }
      throw e;
    }
  }

  private Optional<Cgroup> cgroup(ContainerState state) {
    return state.description().cgroup().flatMap(this::existing);
  }

  /** A start that was killed may have got as far as the state, and not as far as the cgroup. */
  private Optional<Cgroup> existing(CgroupPath path) {
    return Optional.of(Cgroup.open(host.cgroups(), path)).filter(Cgroup::exists);
  }

  private void send(ProcessIdentity process, Signal signal) {
    try (Fd fd = PidFd.open(process.pid())) {
      // looked at after the descriptor was opened: now the number cannot change its meaning
      if (process.isAlive()) {
        PidFd.signal(fd, signal);
      }
    } catch (ErrnoException e) {
      ignoreGone(signal, e);
    }
  }

  private void send(int pid, Signal signal) {
    try (Fd fd = PidFd.open(pid)) {
      PidFd.signal(fd, signal);
    } catch (ErrnoException e) {
      ignoreGone(signal, e);
    }
  }

  private void ignoreGone(Signal signal, ErrnoException e) {
    if (!e.is(Errno.ESRCH)) {
      throw new ContainerException(id, "send " + signal, e);
    }
  }
}
