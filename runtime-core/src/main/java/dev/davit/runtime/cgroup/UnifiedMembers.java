package dev.davit.runtime.cgroup;

import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;

/** The processes in a cgroup of cgroup v2, by the files of its core. */
final class UnifiedMembers extends Members {

  private static final Duration FREEZE_TO_KILL = Duration.ofSeconds(1);

  UnifiedMembers(CgroupFilesystem files, Path directory) {
    super(files, directory);
  }

  @Override
  void kill() {
    boolean done = ifThere(() -> files.write(directory.resolve("cgroup.kill"), "1"));
    // Since Linux 5.14; before, nobody can fork while all are frozen, and SIGKILL gets through.
    if (!done && files.isDirectory(directory)) {
      freeze(FREEZE_TO_KILL);
      try {
        killEach();
      } finally {
        thaw();
      }
    }
  }

  @Override
  boolean freeze(Duration deadline) {
    write("cgroup.freeze", "1");
    return awaitEvent("frozen 1", deadline);
  }

  @Override
  boolean isFrozen() {
    return holds("cgroup.freeze", "1");
  }

  @Override
  void thaw() {
    ifThere(() -> files.write(directory.resolve("cgroup.freeze"), "0"));
  }

  @Override
  boolean awaitEmpty(Duration deadline) {
    return awaitEvent("populated 0", deadline);
  }

  /** A cgroup that is gone has nobody in it, and nobody who runs. */
  private boolean awaitEvent(String line, Duration deadline) {
    try {
      return files.await(
          directory.resolve("cgroup.events"),
          text -> text.lines().anyMatch(line::equals),
          deadline);
    } catch (ErrnoException e) {
      if (isGone(e)) {
        return true;
      }
      throw CgroupException.failed(e);
    }
  }

  private void write(String file, String value) {
    try {
      files.write(directory.resolve(file), value);
    } catch (ErrnoException e) {
      throw CgroupException.failed(e);
    }
  }
}
