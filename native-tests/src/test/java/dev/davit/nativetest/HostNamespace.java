package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network namespace of a test's own that plays the host, so that this machine's stays as it is.
 */
final class HostNamespace implements AutoCloseable {
  private final Process holder;

  HostNamespace() {
    try {
      holder =
          new ProcessBuilder("unshare", "-n", "sh", "-c", "ip link set lo up; exec sleep 3600")
              .start();
      long deadline = System.nanoTime() + Tool.DEADLINE.toNanos();
      while (!Files.readString(Path.of("/proc/" + holder.pid() + "/comm")).equals("sleep\n")) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the namespace of the test was not made");
        }
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return Path.of("/proc/" + holder.pid() + "/ns/net");
  }

  /** Runs a script in it. */
  Tool.Result shell(String script) {
    return Tool.run("nsenter", "--net=" + path(), "sh", "-c", script);
  }

  @Override
  public void close() {
    holder.destroyForcibly();
    try {
      holder.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
