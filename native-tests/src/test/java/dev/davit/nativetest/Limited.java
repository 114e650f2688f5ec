package dev.davit.nativetest;

import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.cgroup.Cgroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A running container and its cgroup. */
record Limited(Container container, Cgroup cgroup) {

  /** Waits for its end. */
  ContainerExit end() throws InterruptedException {
    return container
        .waitFor(Duration.ofSeconds(60L * Tool.SCALE))
        .orElseThrow(() -> new AssertionError("still running"));
  }

  /** One line of its output; empty at its end. */
  String readLine() {
    StringBuilder line = new StringBuilder();
    try {
      for (int c = container.stdout().read(); c >= 0 && c != '\n'; c = container.stdout().read()) {
        line.append((char) c);
      }
      return line.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives its script the line that it waits for. */
  void go() {
    try {
      container.stdin().write("go\n".getBytes(StandardCharsets.UTF_8));
      container.stdin().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The processors that it used on average while the time went by. */
  double processorsUsed(Duration time) {
    return processorsUsed(cgroup, time);
  }

  static double processorsUsed(Cgroup cgroup, Duration time) {
    Reading before = Reading.of(cgroup);
    Inside.pause(time.toMillis());
    Reading after = Reading.of(cgroup);
    return (double) (after.used - before.used) / (after.at - before.at);
  }

  /** Processor time used so far; the middle of the time that reading took, on a busy machine. */
  private record Reading(long used, long at) {
    static Reading of(Cgroup cgroup) {
      long start = System.nanoTime();
      long used = cgroup.stats().cpuTotal().orElseThrow().toNanos();
      return new Reading(used, start + (System.nanoTime() - start) / 2);
    }
  }

  /** The first line of one of its control files: of cgroup v2, or of a v1 controller. */
  String control(String controller, String file) {
    Path directory = Inside.cgroupDirectory(container.pid(), controller);
    return HostSnapshot.lines(directory.resolve(file)).get(0);
  }

  /** The value of a key in a file of its cgroup v2 directory, such as memory.events. */
  long event(String file, String key) {
    Path path = LimitedRuns.unifiedDirectory(cgroup).resolve(file);
    return HostSnapshot.lines(path).stream()
        .filter(l -> l.startsWith(key + " "))
        .mapToLong(l -> Long.parseLong(l.substring(key.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + ": no line " + key));
  }
}
