package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Removes cgroup directories whose processes are gone, or are just about to be. */
final class CgroupRemoval {

  /** The waits grow to {@link #LONGEST_WAIT_NS}; together they are about two seconds. */
  private static final int ATTEMPTS = 120;

  private static final long LONGEST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final CgroupFilesystem files;

  CgroupRemoval(CgroupFilesystem files) {
    this.files = files;
  }

  /** Removes a cgroup and those that were made below it; it may be gone already. */
  void removeTree(Path directory) {
    long waitNs = TimeUnit.MICROSECONDS.toNanos(50);
    for (int attempt = 1; ; attempt++) {
      try {
        removeBottomUp(directory);
        return;
      } catch (ErrnoException e) {
        if (e.is(Errno.ENOENT)) {
          return;
        }
        // A process that was killed keeps its cgroup busy until it has exited.
        boolean mayPass = e.is(Errno.EBUSY) || e.is(Errno.ENOTEMPTY);
        if (!mayPass || attempt == ATTEMPTS) {
          throw CgroupException.failed(
              directory + ": rmdir: " + e.errno().text() + (mayPass ? ": processes are in it" : ""),
              e);
        }
      }
      LockSupport.parkNanos(waitNs);
      waitNs = Math.min(waitNs * 2, LONGEST_WAIT_NS);
    }
  }

  /** Removes a cgroup if nothing is in it. */
  void removeIfEmpty(Path directory) {
    try {
      files.rmdir(directory);
    } catch (ErrnoException e) {
      // It is in use, or somebody else removed it: both are as they should be.
      return;
    }
  }

  /**
   * Removes Davit's own cgroups above one, and those that only Davit knows of, if nothing is in
   * them. Whoever makes a cgroup in one at that moment makes it again.
   */
  void removeParents(Path directory, CgroupPath path) {
    Path above = directory.getParent();
    for (CgroupPath up = path.parent(); isToGo(up, above); up = up.parent()) {
      removeIfEmpty(above);
      above = above.getParent();
    }
  }

  private boolean isToGo(CgroupPath path, Path directory) {
    return CgroupDirectories.isOurs(path) || !path.isRoot() && files.isMarked(directory);
  }

  /** Most cgroups have none below them, so that is looked at only when the kernel objects. */
  private void removeBottomUp(Path directory) throws ErrnoException {
    try {
      files.rmdir(directory);
    } catch (ErrnoException e) {
      List<String> children = e.is(Errno.ENOENT) ? List.of() : files.children(directory);
      if (children.isEmpty()) {
        throw e;
      }
      for (String child : children) {
        removeBottomUp(directory.resolve(child));
      }
      files.rmdir(directory);
    }
  }
}
