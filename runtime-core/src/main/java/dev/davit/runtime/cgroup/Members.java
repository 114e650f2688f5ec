package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes in a cgroup: who they are, killing, freezing and waiting for all of them. */
abstract sealed class Members permits UnifiedMembers, LegacyMembers {

  /** A fork may slip in between reading who is there and killing them, so it is done again. */
  private static final int KILL_ROUNDS = 1000;

  protected final CgroupFilesystem files;
  protected final Path directory;

  protected Members(CgroupFilesystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  static Members of(
      CgroupFilesystem files, CgroupPath path, Optional<Path> unified, Map<String, Path> v1) {
    if (unified.isPresent()) {
      return new UnifiedMembers(files, unified.get());
    }
    Path any = v1.getOrDefault("freezer", v1.values().stream().findFirst().orElse(null));
    if (any == null) {
      throw CgroupException.of("cgroup " + path + ": not there, or no cgroups are mounted");
    }
    return new LegacyMembers(files, any, v1.containsKey("freezer"));
  }

  abstract void kill();

  abstract boolean freeze(Duration deadline);

  abstract boolean isFrozen();

  abstract void thaw();

  abstract boolean awaitEmpty(Duration deadline);

  boolean isEmpty() {
    return awaitEmpty(Duration.ZERO);
  }

  final List<Integer> processes() {
    List<Integer> pids = new ArrayList<>();
    ifThere(() -> collect(directory, pids));
    return pids;
  }

  private void collect(Path below, List<Integer> pids) throws ErrnoException {
    files
        .read(below.resolve("cgroup.procs"))
        .lines()
        .map(Integer::parseInt)
        // Zero is a process outside of this PID namespace.
        .filter(pid -> pid > 0)
        .forEach(pids::add);
    for (String child : files.children(below)) {
      collect(below.resolve(child), pids);
    }
  }

  /** Kills one by one, where the kernel cannot kill a whole cgroup. */
  protected final void killEach() {
    List<Integer> pids = processes();
    for (int round = 0; !pids.isEmpty() && round < KILL_ROUNDS; round++) {
      pids.forEach(this::killOne);
      pids = processes();
    }
  }

  protected final void killOne(int pid) {
    try {
      files.kill(pid);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw CgroupException.failed(e);
      }
    }
  }

  /** Something that is done to a cgroup which may have been removed. */
  protected interface Action {
    void run() throws ErrnoException;
  }

  /** Does nothing where the cgroup is gone; returns whether it was there. */
  protected static boolean ifThere(Action action) {
    try {
      action.run();
      return true;
    } catch (ErrnoException e) {
      if (isGone(e)) {
        return false;
      }
      throw CgroupException.failed(e);
    }
  }

  /** Whether a control file holds a value; a cgroup that is gone has none. */
  protected final boolean holds(String file, String value) {
    try {
      return files.read(directory.resolve(file)).strip().equals(value);
    } catch (ErrnoException e) {
      if (isGone(e)) {
        return false;
      }
      throw CgroupException.failed(e);
    }
  }

  protected static boolean isGone(ErrnoException e) {
    return e.is(Errno.ENOENT) || e.is(Errno.ENODEV);
  }
}
