package dev.davit.daemon;

import dev.davit.daemon.connect.Limits;
import dev.davit.engine.pod.PodSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A daemon on pods that nothing runs in, below a directory of its own. */
final class FakeDaemon implements AutoCloseable {

  private final Path directory;
  private final FakePods pods = new FakePods();
  private final Daemon daemon;

  FakeDaemon(Limits limits) {
    try {
      // The path of a socket is at most 107 bytes: shorter than that of many a working directory.
      directory = Files.createTempDirectory(Path.of("/tmp"), "davit-fake");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    daemon =
        Daemon.open(
            new DaemonOptions(
                directory.resolve("s"),
                Optional.empty(),
                directory.resolve("root"),
                directory.resolve("state"),
                "1.2.3",
                PodSettings.defaults(),
                limits),
            Map.of(),
            davit -> pods);
  }

  FakeDaemon() {
    this(Limits.DEFAULT);
  }

  Path socket() {
    return directory.resolve("s");
  }

  FakePods pods() {
    return pods;
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Serves until its input ends, to be tried by hand. */
  public static void main(String[] args) throws IOException {
    try (FakeDaemon daemon = new FakeDaemon()) {
      System.out.println(daemon.socket());
      System.in.read();
    }
  }
}
