package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Processes that somebody has moved into a frozen cgroup of the v1 freezer, outside of their
 * container's: they take no signal there, and so cannot be killed (freezer-subsystem.rst).
 */
public final class ForeignFreezer {

  private static final String CONTROLLER = "freezer";

  private ForeignFreezer() {}

  /**
   * Moves a process out of it, to the top of what can be seen of the hierarchy; the cgroup and its
   * other processes stay as they are. Does nothing where the process is gone or not frozen.
   *
   * @param pid a process whose number is known to be its own still, as that of a child is, or that
   *     it does no harm to move
   * @throws CgroupException if it is frozen and cannot be moved
   */
  public static void release(CgroupLayout layout, int pid) {
    Hierarchy hierarchy = layout.v1().get(CONTROLLER);
    if (hierarchy == null) {
      return;
    }
    CgroupFilesystem files = new KernelCgroupFilesystem();
    try {
      Optional<CgroupPath> place = place(pid);
      if (place.isEmpty() || place.get().isRoot() || !isFrozen(files, hierarchy, place.get())) {
        return;
      }
      files.write(
          hierarchy.directory(CgroupPath.ROOT).resolve("cgroup.procs"), Integer.toString(pid));
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw CgroupException.failed(e);
      }
    }
  }

  private static boolean isFrozen(CgroupFilesystem files, Hierarchy hierarchy, CgroupPath place)
      throws ErrnoException {
    try {
      Path state = hierarchy.directory(place).resolve("freezer.state");
      return !files.read(state).strip().equals("THAWED");
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV)) {
        return false;
      }
      throw e;
    }
  }

  /** Where a process is in that hierarchy; empty if it is gone, or out of sight. */
  private static Optional<CgroupPath> place(int pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Integer.toString(pid), "cgroup"))) {
        String[] fields = line.split(":", 3);
        if (List.of(fields[1].split(",")).contains(CONTROLLER) && !fields[2].contains("/..")) {
          return Optional.of(new CgroupPath(fields[2]));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
