package dev.davit.runtime.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The processes in a cgroup of a v1 hierarchy, where nothing tells of changes. */
final class LegacyMembers extends Members {

  private static final long FIRST_WAIT_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONGEST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration FREEZE_TO_KILL = Duration.ofSeconds(1);
  private static final String STATE = "freezer.state";

  private final boolean freezer;

  LegacyMembers(CgroupFilesystem files, Path directory, boolean freezer) {
    super(files, directory);
    this.freezer = freezer;
  }

  @Override
  void kill() {
    if (freezer) {
      freeze(FREEZE_TO_KILL);
      try {
        // A frozen process of v1 dies only when it is thawed, so one round is all.
        processes().forEach(this::killOne);
      } finally {
        thaw();
      }
    }
    killEach();
  }

  /** The kernel may miss a process that is being forked, until it is told again (freezer.rst). */
  @Override
  boolean freeze(Duration deadline) {
    if (!freezer) {
      throw CgroupException.of(directory + ": freezing needs cgroup2 or the freezer controller");
    }
    return await(
        () -> {
          boolean[] frozen = {true};
          ifThere(
              () -> {
                files.write(directory.resolve(STATE), "FROZEN");
                frozen[0] = files.read(directory.resolve(STATE)).strip().equals("FROZEN");
              });
          return frozen[0];
        },
        deadline);
  }

  @Override
  boolean isFrozen() {
    return freezer && !holds(STATE, "THAWED");
  }

  @Override
  void thaw() {
    ifThere(() -> files.write(directory.resolve(STATE), "THAWED"));
  }

  @Override
  boolean awaitEmpty(Duration deadline) {
    return await(() -> processes().isEmpty(), deadline);
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
}
