package dev.davit.runtime;

import dev.davit.linux.Signal;
import dev.davit.runtime.state.ContainerId;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A container that this {@link Runtime} started. It is safe for use by many threads.
 *
 * <p>It runs on when this object is forgotten, and when the JVM ends; any process may then see,
 * signal and remove it by its {@link #id()}.
 */
public interface Container {

  /** Its name. */
  ContainerId id();

  /** The host's number of its first process. */
  int pid();

  /** What its configuration asked for and this machine does not grant, such as capabilities. */
  List<String> warnings();

  /**
   * Its standard output.
   *
   * @throws IllegalStateException if it was not started with {@link Stdio.Pipes}
   */
  InputStream stdout();

  /**
   * Its standard error.
   *
   * @throws IllegalStateException if it was not started with {@link Stdio.Pipes}
   */
  InputStream stderr();

  /**
   * Its standard input; closing it gives the container the end of file.
   *
   * @throws IllegalStateException if it was not started with {@link Stdio.Pipes}
   */
  OutputStream stdin();

  /**
   * Its terminal.
   *
   * @throws IllegalStateException if it was not started with {@link Stdio.Terminal}
   */
  Console console();

  /**
   * Sends a signal to its first process; does nothing if that has ended.
   *
   * @throws ContainerException if the kernel refuses
   */
  void kill(Signal signal);

  /**
   * Waits until it has ended.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  ContainerExit waitFor() throws InterruptedException;

  /**
   * Waits until it has ended, or until the time is over.
   *
   * @return empty if it still runs
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<ContainerExit> waitFor(Duration timeout) throws InterruptedException;

  /**
   * Completes when it has ended; with a {@link ContainerException} if its supervisor was killed, so
   * that nobody knows how. Dependents run on the one thread that watches all containers: give long
   * work an executor of its own.
   */
  CompletableFuture<ContainerExit> onExit();

  /**
   * Removes what is left of it: cgroup and state. If it still runs, all its processes are killed.
   * Closes the streams. Removing it twice is no error.
   *
   * @throws ContainerException if it cannot be removed
   */
  void delete();

  /**
   * Lets go of it without touching it: closes the streams, and what is held here to watch it as
   * soon as it has ended. It runs on; from now on it is reached by its {@link #id()} through a
   * {@link Runtime}. Letting go twice, or of a removed one, is no error.
   */
  void release();
}
