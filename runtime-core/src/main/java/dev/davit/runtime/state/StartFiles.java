package dev.davit.runtime.state;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The FIFOs of a created container: by their names and by who has them open everybody sees how far
 * its start has come, whatever became of the program that started it.
 */
public final class StartFiles {

  /** Init waits at it. */
  public static final String GO = "go";

  /** The name of {@link #GO} from the moment on at which somebody starts the container. */
  public static final String STARTING = "starting";

  /** Init has it open, for reading and writing, until its program is executed. */
  public static final String OUTCOME = "outcome";

  private StartFiles() {}

  /**
   * When a container that is recorded as created was let go, if its program has been executed
   * since.
   *
   * @param directory of its state
   */
  static Optional<Instant> startedAt(Path directory) {
    Path starting = directory.resolve(STARTING);
    String outcome = directory.resolve(OUTCOME).toString();
    if (!Files.exists(starting)) {
      return Optional.empty();
    }
    try {
      Descriptors.open(Fd.CWD, outcome, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK).close();
      // init waits still, or whoever starts it is about to record that
      return Optional.empty();
    } catch (ErrnoException e) {
      // fifo(7): nobody reads
      return e.is(Errno.ENXIO) ? Optional.of(written(starting)) : Optional.empty();
    }
  }

  private static Instant written(Path fifo) {
    try {
      return Files.getLastModifiedTime(fifo).toInstant();
    } catch (IOException e) {
      return Instant.now();
    }
  }
}
