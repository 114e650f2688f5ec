package dev.davit.engine.pod;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A command that runs in a container with streams. Closing it closes the streams and kills the
 * command if it still runs.
 */
public interface ExecSession extends StreamSession {

  /** Its output, or that of its terminal; empty if it was not wanted. */
  @Override
  InputStream stdout();

  /** Its errors; empty with a terminal, or if they were not wanted. */
  @Override
  InputStream stderr();

  /** Its input; closing it gives the command end of file. Closed already if it was not wanted. */
  @Override
  OutputStream stdin();

  /**
   * Waits until it has ended.
   *
   * @return its exit code, 128 and the signal if it was killed; empty if it still runs
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<Integer> waitFor(Duration timeout) throws InterruptedException;

  /** Completes with its exit code when it has ended. */
  CompletableFuture<Integer> onExit();
}
