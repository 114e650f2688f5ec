package dev.davit.runtime;

import dev.davit.linux.Signal;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts containers, and sees, signals and removes those that any process has started below the
 * same state root. There is no global state: many runtimes may be open side by side. It is safe for
 * use by many threads.
 */
public final class Runtime implements AutoCloseable {

  /** Where containers are recorded if nothing else is said. */
  public static final Path DEFAULT_STATE_ROOT = Path.of("/run/davit");

  private final Path stateRoot;

  private Runtime(Path stateRoot) {
    this.stateRoot = stateRoot;
  }

  /**
   * Opens the runtime whose containers are recorded below a directory; it need not exist yet.
   *
   * @throws dev.davit.oci.DavitException if this machine cannot be probed
   */
  public static Runtime open(Path stateRoot) {
    return new Runtime(stateRoot.toAbsolutePath().normalize());
  }

  /** Where its containers are recorded. */
  public Path stateRoot() {
    return stateRoot;
  }

  /**
   * What {@link #start} would do, step by step, in strace notation. Needs no privileges and changes
   * nothing.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   */
  public StartPlan plan(ContainerRequest request) {
    throw new UnsupportedOperationException();
  }

  /**
   * Starts a container and returns when its program has been executed.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   * @throws StepException if a step failed; nothing is left then
   * @throws dev.davit.oci.DavitException if a cgroup or the state cannot be made
   */
  public Container start(ContainerRequest request) {
    throw new UnsupportedOperationException();
  }

  /** All containers below the state root, by name; corrupt entries are left out. */
  public List<ContainerState> containers() {
    throw new UnsupportedOperationException();
  }

  /**
   * The state of a container, as of now.
   *
   * @throws dev.davit.oci.DavitException if there is none of this name
   */
  public ContainerState state(ContainerId id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends a signal to a container's first process, or to all of its processes. Works from any
   * process.
   *
   * @throws dev.davit.oci.DavitException if there is no such container, or it does not run
   */
  public void kill(ContainerId id, Signal signal, boolean all) {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes what is left of a container: cgroup and state. Works from any process.
   *
   * @param force whether to kill it if it runs
   * @throws dev.davit.oci.DavitException if there is no such container, or it runs
   */
  public void delete(ContainerId id, boolean force) {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits until a container has ended. Works from any process.
   *
   * @return empty if it still runs when the time is over
   * @throws InterruptedException if the thread is interrupted
   * @throws dev.davit.oci.DavitException if there is no such container, or nobody knows how it
   *     ended
   */
  public Optional<ContainerExit> awaitExit(ContainerId id, Duration timeout)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Stops watching. The containers run on. */
  @Override
  public void close() {}
}
