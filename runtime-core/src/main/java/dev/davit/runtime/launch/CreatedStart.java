package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.Syscall;
import dev.davit.linux.process.PidFd;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.InstalledFilter;
import dev.davit.runtime.state.LateCalls;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateException;
import java.time.Instant;
import java.util.Optional;

/** Starts containers that were created, perhaps by another process. */
public final class CreatedStart {

  private final Host host;
  private final StateDirectory states;

  /** A starter for the containers of one state directory. */
  public CreatedStart(Host host, StateDirectory states) {
    this.host = host;
    this.states = states;
  }

  /**
   * Starts one and returns when its program has been executed.
   *
   * @throws StateException if there is no such container, or it does not wait to be started
   * @throws ContainerException if it is paused
   * @throws StepException if a step or a hook failed; the container is stopped then
   */
  public void start(ContainerId id) {
    ContainerState state = states.observe(id);
    if (!(state instanceof ContainerState.Created created)) {
      throw StateException.wrongState(state, "start");
    }
    if (cgroup(state).filter(Cgroup::isFrozen).isPresent()) {
      throw new ContainerException(id, "cannot start: it is paused: resume it first");
    }
    Optional<Spec> spec = states.config(id).filter(config -> hasHooks(config));
    Optional<HookRunner> hooks =
        spec.map(
            config ->
                new HookRunner(
                    config.hooks().orElse(Hooks.empty()),
                    state.description(),
                    states.directory(id),
                    host));
    try (DescriptorSet descriptors = new DescriptorSet()) {
      StartGate gate = claim(created, descriptors);
      gate.open();
      try {
        follow(created, gate, spec, hooks);
        states.update(
            new ContainerState.Running(
                state.description(), created.init(), Optional.empty(), Instant.now()));
        hooks.ifPresent(runner -> runner.afterStart(created.init().pid()));
      } catch (StepException e) {
        end(created.init());
        throw e;
      }
    } catch (ErrnoException e) {
      if (StartGate.isGone(e)) {
        throw InitProcess.ended(subject(id), cgroup(state), "its init has ended");
      }
      throw StepException.ofCall(subject(id), "start", e);
    }
  }

  private static boolean hasHooks(Spec spec) {
    Hooks hooks = spec.hooks().orElse(Hooks.empty());
    return !hooks.startContainer().isEmpty() || !hooks.poststart().isEmpty();
  }

  private static String subject(ContainerId id) {
    return "start " + id.familiar();
  }

  private StartGate claim(ContainerState.Created created, DescriptorSet descriptors)
      throws ErrnoException {
    try {
      return StartGate.claim(states.directory(created.id()), descriptors);
    } catch (ErrnoException e) {
      if (StartGate.isClaimed(e)) {
        throw StepException.of(
            subject(created.id()), "somebody else starts it at this moment, or failed to");
      }
      throw e;
    }
  }

  /** What fails because init has ended is blamed on the call for which that has ended. */
  private void follow(
      ContainerState.Created created,
      StartGate gate,
      Optional<Spec> spec,
      Optional<HookRunner> hooks)
      throws ErrnoException {
    Report report = new Report(gate.outcome());
    try {
      accompany(report, created, gate, spec, hooks);
    } catch (ErrnoException | StepException e) {
      Optional<Report.Failed> said = report.failure();
      if (said.isEmpty()) {
        throw e;
      }
      throw failure(created.id(), said.get());
    }
  }

  /** Reads what init says, to the end: then its program has been executed. */
  private void accompany(
      Report report,
      ContainerState.Created created,
      StartGate gate,
      Optional<Spec> spec,
      Optional<HookRunner> hooks)
      throws ErrnoException {
    for (Optional<Report.Record> next = report.next(); next.isPresent(); next = report.next()) {
      if (next.get() instanceof Report.Failed failed) {
        throw failure(created.id(), failed);
      }
      if (next.get() instanceof Report.Reached && hooks.isPresent()) {
        hooks
            .get()
            .beforeProgram(
                withHome(spec.orElseThrow(), created.init().pid()),
                created.init().pid(),
                cgroup(created),
                states.filter(created.id()).map(InstalledFilter::instructions));
        gate.open();
      }
    }
  }

  /** The environment of init is that of its hooks: the one that is recorded may have no HOME. */
  private static Spec withHome(Spec spec, int init) throws ErrnoException {
    try (Fd root = Executor.rootOf(init)) {
      return spec.withProcess(UserLookup.withHome(spec.process().orElseThrow(), root));
    }
  }

  private Optional<Cgroup> cgroup(ContainerState state) {
    return state
        .description()
        .cgroup()
        .map(path -> Cgroup.open(host.cgroups(), path))
        .filter(Cgroup::exists);
  }

  private StepException failure(ContainerId id, Report.Failed failed) {
    Optional<LateCalls.LateCall> call = states.lateCalls(id).find(failed.call());
    if (call.isEmpty()) {
      return StepException.of(
          subject(id), "call " + failed.call() + " of its init failed: " + failed.errno().text());
    }
    String step = call.get().step();
    String text = call.get().text();
    Syscall syscall = Syscall.named(call.get().syscall()).orElse(Syscall.EXECVE);
    return StepException.ofCall(
        subject(id) + ": " + step,
        step,
        text,
        failed.errno(),
        Cures.ofCall(syscall, step + " " + text, failed.errno()),
        CallFailure.exitCode(syscall, failed.errno()));
  }

  private static void end(ProcessIdentity init) throws ErrnoException {
    try (Fd process = PidFd.open(init.pid())) {
      if (init.isAlive()) {
        PidFd.signal(process, Signal.KILL);
      }
    } catch (ErrnoException e) {
      if (!e.is(dev.davit.linux.Errno.ESRCH)) {
        throw e;
      }
    }
  }
}
