package dev.davit.engine;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerOptions.Limits;
import dev.davit.linux.Signal;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.ExecRequest;
import dev.davit.runtime.ExecSession;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A container that any process has started, to work with while it runs. It was looked up once, by
 * {@link Davit#handle}, and stays that container. It is safe for use by many threads, and holds
 * nothing that would have to be closed.
 *
 * <p>Where a method needs a container that runs, it throws a {@link ContainerException} with {@link
 * Reason#NOT_RUNNING} of one that does not.
 */
public final class ContainerHandle {

  private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

  private final Runtime runtime;
  private final ContainerLookup lookup;
  private final ContainerInfo info;
  private final ContainerId id;

  ContainerHandle(ContainerLookup lookup, ContainerInfo info) {
    this.runtime = lookup.runtime(info);
    this.lookup = lookup;
    this.info = info;
    this.id = new ContainerId(info.id());
  }

  /** 64 hexadecimal digits. */
  public String id() {
    return info.id();
  }

  /** What people call it: its name, or its short id. */
  public String name() {
    return info.name().orElse(info.shortId());
  }

  /**
   * What is known about it now.
   *
   * @throws ContainerException if it has been removed
   */
  public ContainerInfo info() {
    return lookup.find(info.id());
  }

  /** A further process in it: the program and its arguments. */
  public ExecBuilder exec(String... command) {
    return exec(List.of(command));
  }

  /** A further process in it: the program and its arguments. */
  public ExecBuilder exec(List<String> command) {
    return new ExecBuilder(this, command);
  }

  /**
   * Ends it: sends its first process the signal that its image names, or TERM, and kills all that
   * is left when the time is over. A paused one goes on, so that it can end. Does nothing to one
   * that has ended or is gone.
   *
   * @param grace how long it may take; zero to kill it at once
   * @throws ContainerException if it still runs ten seconds after it was killed
   */
  public void stop(Duration grace) {
    if (!isRunning()) {
      return;
    }
    if (!grace.isZero() && !grace.isNegative()) {
      signal(stopSignal(), false);
      if (hasEnded(grace)) {
        return;
      }
    }
    signal(Signal.KILL, true);
    if (!hasEnded(KILL_DEADLINE)) {
      throw new ContainerException(
          Reason.RUNNING,
          "container "
              + name()
              + ": still runs "
              + KILL_DEADLINE.toSeconds()
              + " s after SIGKILL: a process of it may be waiting for a disk or a network");
    }
  }

  /** Signals wait until a container goes on, so it has to (signal(7), cgroup freezer). */
  private void signal(Signal signal, boolean all) {
    try {
      runtime.kill(id, signal, all);
      if (runtime.isPaused(id)) {
        runtime.resume(id);
      }
    } catch (StateException e) {
      // It has just ended, or has been removed.
      if (isRunning()) {
        throw e;
      }
    }
  }

  private Signal stopSignal() {
    return lookup
        .record(info.id())
        .flatMap(ContainerRecord::stopSignal)
        .map(Signal::parse)
        .orElse(Signal.TERM);
  }

  /** Whether it has ended within the time, or is gone. */
  private boolean hasEnded(Duration timeout) {
    try {
      return runtime.awaitExit(id, timeout).isPresent();
    } catch (StateException | dev.davit.runtime.ContainerException e) {
      if (isRunning()) {
        throw e;
      }
      return true;
    }
  }

  private boolean isRunning() {
    try {
      return runtime.state(id).process().isPresent();
    } catch (StateException e) {
      if (e.kind() == StateException.Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Waits until it has ended. Its exit is known even if whoever started it removes it then.
   *
   * @return empty if it still runs when the time is over
   * @throws ContainerException if nobody knows how it ended, as after a restart of the machine
   */
  public Optional<ContainerExit> awaitExit(Duration timeout) {
    try {
      return runtime.awaitExit(id, timeout);
    } catch (StateException e) {
      if (e.kind() != StateException.Kind.NOT_FOUND) {
        throw e;
      }
      return Optional.of(
          recordedExit()
              .orElseThrow(
                  () ->
                      new ContainerException(
                          Reason.NOT_RUNNING,
                          "container " + name() + ": not running, and nobody knows how it ended",
                          e)));
    }
  }

  /** The keeper of its pod records its end, and forgets its run state. */
  private Optional<ContainerExit> recordedExit() {
    return info().status() instanceof ContainerInfo.Status.Exited exited
        ? exited
            .exit()
            .map(
                status ->
                    new ContainerExit(
                        status,
                        exited.finished().orElse(Instant.EPOCH),
                        Duration.ZERO,
                        Duration.ZERO,
                        0,
                        exited.oomKilled()))
        : Optional.empty();
  }

  /** Stops all of its processes until {@link #resume}; does nothing to one that is paused. */
  public void pause() {
    requireRunning();
    if (!runtime.isPaused(id)) {
      runtime.pause(id);
    }
  }

  /** Lets its processes go on; does nothing to one that is not paused. */
  public void resume() {
    requireRunning();
    runtime.resume(id);
  }

  /** Whether its processes are stopped by {@link #pause}. */
  public boolean isPaused() {
    return isRunning() && runtime.isPaused(id);
  }

  /**
   * Changes its limits; what is not given stays.
   *
   * @throws dev.davit.oci.DavitException if one cannot be enforced; earlier ones are in force then
   */
  public void update(Limits limits) {
    requireRunning();
    runtime.update(id, limits.resources());
  }

  /** What it uses now. */
  public ContainerUsage usage() {
    requireRunning();
    return new ContainerUsage(Instant.now(), runtime.stats(id), ProcessTable.read(pids()));
  }

  /** Its processes now, by number. */
  public List<ContainerProcess> processes() {
    requireRunning();
    return ProcessTable.read(pids());
  }

  private List<Integer> pids() {
    return runtime.processes(id).stream().sorted().toList();
  }

  /** What a further process begins with. */
  ProcessDefaults processDefaults() {
    requireRunning();
    return lookup
        .record(info.id())
        .flatMap(ContainerRecord::process)
        .orElseThrow(
            () ->
                new ContainerException(
                    Reason.STORE,
                    "container "
                        + name()
                        + ": nothing is recorded of its process: it was not started by davit run"));
  }

  ExecSession execute(ExecRequest request) {
    return runtime.exec(id, request);
  }

  private void requireRunning() {
    if (!isRunning()) {
      throw new ContainerException(
          Reason.NOT_RUNNING, "container " + name() + ": not running: see davit ps -a");
    }
  }
}
