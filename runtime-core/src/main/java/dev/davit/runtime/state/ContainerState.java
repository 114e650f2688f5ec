package dev.davit.runtime.state;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a container is in its life. What is known only in one state is kept on that state.
 *
 * <pre>
 *   Creating ──&gt; Created ──&gt; Running ──&gt; Stopped
 *       │           │                       ^
 *       ├───────────┼──(start at once)──────┤
 *       └───────────┴──(failed, killed)─────┘
 * </pre>
 *
 * <p>Whether it is paused is not recorded here: the cgroup knows.
 */
public sealed interface ContainerState {

  /** What stays the same in every state. */
  ContainerDescription description();

  /** The status as the OCI runtime-spec names it: creating, created, running or stopped. */
  String status();

  /** The name of the container. */
  default ContainerId id() {
    return description().id();
  }

  /** The container's first process, in the states that have one. */
  default Optional<ProcessIdentity> process() {
    return Optional.empty();
  }

  /** True if the state may follow this one. */
  default boolean allows(ContainerState next) {
    return Transition.allowed(this, next);
  }

  /**
   * Its directory exists and its name is taken; the rest is being made.
   *
   * @param description what stays the same
   * @param owner the process that is making it: when that one is gone, nobody will finish
   * @param init the first process, where no cgroup would find it again; it is no container yet
   */
  record Creating(
      ContainerDescription description, ProcessIdentity owner, Optional<ProcessIdentity> init)
      implements ContainerState {

    /** One of which nothing runs yet. */
    public Creating(ContainerDescription description, ProcessIdentity owner) {
      this(description, owner, Optional.empty());
    }

    /** With its first process. */
    public Creating withInit(ProcessIdentity process) {
      return new Creating(description, owner, Optional.of(process));
    }

    @Override
    public String status() {
      return "creating";
    }
  }

  /**
   * Its first process exists and waits to be started.
   *
   * @param description what stays the same
   * @param init the first process
   */
  record Created(ContainerDescription description, ProcessIdentity init) implements ContainerState {
    @Override
    public String status() {
      return "created";
    }

    @Override
    public Optional<ProcessIdentity> process() {
      return Optional.of(init);
    }
  }

  /**
   * The user's program runs.
   *
   * @param description what stays the same
   * @param init the container's first process
   * @param supervisor the process that waits for it and writes the exit record; empty where whoever
   *     started it waits itself
   * @param started when the program was executed
   */
  record Running(
      ContainerDescription description,
      ProcessIdentity init,
      Optional<ProcessIdentity> supervisor,
      Instant started)
      implements ContainerState {
    @Override
    public String status() {
      return "running";
    }

    @Override
    public Optional<ProcessIdentity> process() {
      return Optional.of(init);
    }
  }

  /**
   * The first process is gone.
   *
   * @param description what stays the same
   * @param finished when that was seen
   * @param exit how it ended; empty if nobody saw it, as after a failed start or a supervisor that
   *     was killed
   * @param oomKilled true if the kernel killed a process of the container for want of memory
   */
  record Stopped(
      ContainerDescription description,
      Instant finished,
      Optional<ExitStatus> exit,
      boolean oomKilled)
      implements ContainerState {
    @Override
    public String status() {
      return "stopped";
    }
  }
}
