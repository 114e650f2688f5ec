package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's {@code docker-registry} on loopback, which lets in alice with the password secret. */
final class LoopbackRegistry implements AutoCloseable {
  static final String LOGIN = "alice:secret";

  private final Path directory = Workspace.directory("registry");
  private final int port = freePort();
  private final Process process;

  LoopbackRegistry() {
    Path users = directory.resolve("users");
    Path configuration = directory.resolve("registry.yml");
    try {
      Files.writeString(users, Tool.run("htpasswd", "-Bbn", "alice", "secret").out());
      Files.writeString(
          configuration,
          """
          version: 0.1
          log: {level: warn}
          storage:
            filesystem: {rootdirectory: %s}
          http: {addr: '127.0.0.1:%d'}
          auth: {htpasswd: {realm: test, path: %s}}
          """
              .formatted(directory.resolve("data"), port, users));
      process =
          new ProcessBuilder("docker-registry", "serve", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await() {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
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
    throw new AssertionError("docker-registry does not listen: see " + directory.resolve("log"));
  }

  int port() {
    return port;
  }

  /** The registry's part of an image's name. */
  String domain() {
    return "localhost:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Workspace.delete(directory);
  }
}
