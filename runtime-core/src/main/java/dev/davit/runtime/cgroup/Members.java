package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The processes in a cgroup: who they are, killing, freezing and waiting for all of them. */
final class Members {

  private static final long FIRST_WAIT_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONGEST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final CgroupFilesystem files;
  private final CgroupPath path;
  private final Optional<Path> unified;
  private final Map<String, Path> v1;

  Members(CgroupFilesystem files, CgroupPath path, Optional<Path> unified, Map<String, Path> v1) {
    this.files = files;
    this.path = path;
    this.unified = unified;
    this.v1 = v1;
  }

  List<Integer> processes() {
    List<Integer> pids = new ArrayList<>();
    try {
      collect(directory(), pids);
    } catch (ErrnoException e) {
      if (!isGone(e)) {
        throw CgroupException.failed(e);
      }
    }
    return pids;
  }

  private void collect(Path directory, List<Integer> pids) throws ErrnoException {
    files
        .read(directory.resolve("cgroup.procs"))
        .lines()
        .map(Integer::parseInt)
        // Zero is a process outside of this PID namespace.
        .filter(pid -> pid > 0)
        .forEach(pids::add);
    for (String child : files.children(directory)) {
      collect(directory.resolve(child), pids);
    }
  }

  void kill() {
    try {
      files.write(directory().resolve("cgroup.kill"), "1");
    } catch (ErrnoException e) {
      if (!isGone(e)) {
        throw CgroupException.failed(e);
      }
    }
  }

  boolean freeze(Duration deadline) {
    write("cgroup.freeze", "1");
    return await(() -> event("frozen") != 0, deadline);
  }

  void thaw() {
    write("cgroup.freeze", "0");
  }

  boolean isEmpty() {
    return event("populated") == 0;
  }

  boolean awaitEmpty(Duration deadline) {
    return await(this::isEmpty, deadline);
  }

  /** A value of {@code cgroup.events}; a cgroup that is gone is empty and not frozen. */
  private int event(String key) {
    try {
      return files
          .read(directory().resolve("cgroup.events"))
          .lines()
          .filter(line -> line.startsWith(key + " "))
          .map(line -> Integer.parseInt(line.substring(key.length() + 1)))
          .findFirst()
          .orElse(0);
    } catch (ErrnoException e) {
      if (isGone(e)) {
        return 0;
      }
      throw CgroupException.failed(e);
    }
  }

  private void write(String file, String value) {
    try {
      files.write(directory().resolve(file), value);
    } catch (ErrnoException e) {
      throw CgroupException.failed(e);
    }
  }

  private static boolean await(BooleanSupplier condition, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    long waitNs = FIRST_WAIT_NS;
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(Math.min(waitNs, left));
      waitNs = Math.min(waitNs * 2, LONGEST_WAIT_NS);
    }
    return true;
  }

  private Path directory() {
    return unified
        .or(() -> v1.values().stream().findFirst())
        .orElseThrow(
            () -> CgroupException.of("cgroup " + path + ": not there, or no cgroups are mounted"));
  }

  private static boolean isGone(ErrnoException e) {
    return e.is(Errno.ENOENT) || e.is(Errno.ENODEV);
  }
}
