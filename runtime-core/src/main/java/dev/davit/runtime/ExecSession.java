package dev.davit.runtime;

import dev.davit.linux.Signal;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A process that was executed in a container, a child of this JVM. It is safe for use by many
 * threads, and costs none.
 */
public interface ExecSession extends AutoCloseable {

  /** The host's number of the process. */
  int pid();

  /** What was asked for and this machine does not grant, such as capabilities. */
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
   * Its standard input; closing it gives the process the end of file.
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
   * Sends it a signal; does nothing if it has ended.
   *
   * @throws ContainerException if the kernel refuses
   */
  void kill(Signal signal);

  /**
   * Waits until it has ended.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  ExecExit waitFor() throws InterruptedException;

  /**
   * Waits until it has ended, or until the time is over.
   *
   * @return empty if it still runs
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<ExecExit> waitFor(Duration timeout) throws InterruptedException;

  /**
   * Completes when it has ended. Dependents run on the one thread that watches all processes: give
   * long work an executor of its own.
   */
  CompletableFuture<ExecExit> onExit();

  /**
   * Closes the streams or the terminal, and lets go of the process without touching it: it runs on,
   * and is reaped when it has ended. Closing twice is no error.
   */
  @Override
  void close();
}
