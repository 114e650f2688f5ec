package dev.davit.runtime;

import dev.davit.runtime.launch.Checkpointer;
import dev.davit.runtime.launch.Restorer;
import dev.davit.runtime.process.Abandoned;
import dev.davit.runtime.process.RunningContainer;
import dev.davit.runtime.process.Watcher;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateDirectory;
import java.util.function.Supplier;

/**
 * Saves containers that run and restores them, by way of criu (criu.org), which has to be installed
 * and to know the kernel of this machine. Needs root. Safe for use by many threads.
 */
public final class Checkpoints {

  private final Checkpointer checkpointer;
  private final Restorer restorer;
  private final StateDirectory states;
  private final Supplier<Watcher> watcher;

  /** Those of one runtime. */
  Checkpoints(
      Checkpointer checkpointer,
      Restorer restorer,
      StateDirectory states,
      Supplier<Watcher> watcher) {
    this.checkpointer = checkpointer;
    this.restorer = restorer;
    this.states = states;
    this.watcher = watcher;
  }

  /**
   * Refuses where it is certain, before anything was done, that nothing can be saved or restored.
   *
   * @param id the container that it is about
   * @param action what is refused, for the message
   * @throws ContainerException that {@link ContainerException#isUnsupported} if criu is not
   *     installed, does not know the kernel of this machine, or this is not root
   */
  public void require(ContainerId id, String action) {
    checkpointer.require(id, action);
  }

  /**
   * Saves a container: its processes, their memory and their namespaces, but not its root
   * filesystem. Works from any process. If it fails, the container goes on and nothing is left in
   * the directory.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws ContainerException if criu is not installed, does not work on this machine or cannot
   *     save the container
   */
  public void checkpoint(ContainerId id, CheckpointRequest request) {
    checkpointer.checkpoint(id, request);
  }

  /**
   * Restores a container that was saved, and returns when it runs. It has a supervisor as one that
   * was started.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   * @throws ContainerException if criu is not installed, does not work on this machine or cannot
   *     restore the container; nothing is left then
   * @throws StepException if a step failed; nothing is left then
   */
  public Container restore(RestoreRequest request) {
    Abandoned.reap();
    return RunningContainer.watch(restorer.restore(request), states, watcher.get());
  }

  /**
   * Restores a container, as {@link #restore} does, as a child of this JVM with no supervisor.
   *
   * @throws ContainerException if criu is not installed, does not work on this machine or cannot
   *     restore the container; nothing is left then
   */
  public CreatedContainer restoreAsChild(RestoreRequest request) {
    Abandoned.reap();
    return restorer.restoreAsChild(request);
  }
}
