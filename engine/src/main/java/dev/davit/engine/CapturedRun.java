package dev.davit.engine;

import dev.davit.runtime.ContainerExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A container that has run to its end, and all that it printed.
 *
 * @param exit how it ended
 * @param stdout its standard output, as UTF-8
 * @param stderr its standard error, as UTF-8
 */
public record CapturedRun(ContainerExit exit, String stdout, String stderr) {

  /** The exit code as shells report it. */
  public int code() {
    return exit.code();
  }

  static CapturedRun of(RunningContainer container) throws InterruptedException {
    // Both must be read at once: a container that fills one pipe stops until somebody reads it.
    // Not by the common pool: its threads may all wait for other containers that have to end first.
    CompletableFuture<String> error =
        CompletableFuture.supplyAsync(() -> read(container.stderr()), CapturedRun::start);
    String output = read(container.stdout());
    ContainerExit exit = container.waitFor();
    try {
      return new CapturedRun(exit, output, error.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException io ? io : e;
    }
  }

  private static void start(Runnable reading) {
    Thread thread = new Thread(reading, "davit-captured-error");
    thread.setDaemon(true);
    thread.start();
  }

  private static String read(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
