package dev.davit.image.registry;

import dev.davit.image.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's {@code docker-registry} on loopback, with its files and its log in a directory. */
final class TestRegistry implements AutoCloseable {

  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(120);

  private final Path directory;
  private final int port;
  private final Path configuration;
  private Process process;

  private TestRegistry(Path directory, int port, Path configuration) {
    this.directory = directory;
    this.port = port;
    this.configuration = configuration;
  }

  /** A registry that lets everybody in, by plain HTTP. */
  static TestRegistry plain(Path directory) {
    return start(directory, "", "");
  }

  /** One that speaks TLS, with the certificate that the directory has ({@link TestCertificate}). */
  static TestRegistry tls(Path directory) {
    return start(
        directory,
        "  tls: {certificate: %s, key: %s}\n"
            .formatted(directory.resolve("cert.pem"), directory.resolve("key.pem")),
        "");
  }

  /**
   * A registry with more rules.
   *
   * @param http lines of its configuration below {@code http}, in YAML, each with two blanks
   * @param top further lines of its configuration
   */
  static TestRegistry start(Path directory, String http, String top) {
    Tools.need("docker-registry");
    int port = freePort();
    Path configuration = directory.resolve("registry-" + port + ".yml");
    try {
      Files.writeString(
          configuration,
          """
          version: 0.1
          log: {level: warn}
          storage:
            filesystem: {rootdirectory: %s}
            delete: {enabled: true}
          http:
            addr: 127.0.0.1:%d
          """
                  .formatted(directory.resolve("registry-" + port), port)
              + http
              + top);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestRegistry registry = new TestRegistry(directory, port, configuration);
    registry.start();
    return registry;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, or starts it again after {@link #kill}. */
  void start() {
    try {
      process =
          new ProcessBuilder("docker-registry", "serve", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("log-" + port).toFile()))
              .start();
      await();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await() {
    long end = System.nanoTime() + DEADLINE_NS;
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException notYet) {
        try {
          Thread.sleep(20);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("docker-registry: does not listen: " + String.join("\n", log()));
  }

  /** Ends it without warning. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  int port() {
    return port;
  }

  /** The registry's part of an image's name. */
  String domain() {
    return "localhost:" + port;
  }

  /** All lines of its log, one for each request among them. */
  List<String> log() {
    try {
      return Files.readAllLines(directory.resolve("log-" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file in which it keeps a blob. */
  Path blob(String hex) {
    return directory
        .resolve("registry-" + port + "/docker/registry/v2/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex)
        .resolve("data");
  }

  @Override
  public void close() {
    kill();
  }
}
