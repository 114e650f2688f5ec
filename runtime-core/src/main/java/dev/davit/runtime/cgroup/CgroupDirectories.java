package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Makes the directories of one cgroup, with the ones above it, and remembers what it made so that
 * all of it can be undone.
 */
final class CgroupDirectories {

  /** Another container's removal may take a common parent away between two of our calls. */
  private static final int ATTEMPTS = 50;

  private static final List<String> CPUSET_FILES = List.of("cpuset.cpus", "cpuset.mems");

  private final CgroupFilesystem files;
  private final CgroupPath path;
  private final ControllerEnabling enabling;
  private final Deque<Path> made = new ArrayDeque<>();

  CgroupDirectories(CgroupFilesystem files, CgroupPath path, ControllerEnabling enabling) {
    this.files = files;
    this.path = path;
    this.enabling = enabling;
  }

  /** The directory in cgroup v2, with these controllers. */
  Path unified(Hierarchy hierarchy, Set<String> controllers) {
    check(hierarchy, true);
    make(hierarchy, true, controllers);
    return hierarchy.directory(path);
  }

  /** The directory in a v1 hierarchy. */
  Path v1(Hierarchy hierarchy, String controller) {
    check(hierarchy, false);
    make(hierarchy, false, controller.equals("cpuset") ? Set.of(controller) : Set.of());
    return hierarchy.directory(path);
  }

  /** Removes what was made, the last first; what fails is added to the exception. */
  void undo(Throwable why) {
    while (!made.isEmpty()) {
      try {
        new CgroupRemoval(files).removeTree(made.pop());
      } catch (CgroupException e) {
        why.addSuppressed(e);
      }
    }
  }

  /** Anywhere else, mkdir would succeed, and writes would make or change files of no effect. */
  private void check(Hierarchy hierarchy, boolean unified) {
    try {
      if (!files.isCgroup(hierarchy.mountPoint(), unified)) {
        throw CgroupException.of(
            hierarchy.mountPoint()
                + ": not a mounted "
                + (unified ? "cgroup2" : "cgroup v1")
                + " filesystem any more");
      }
    } catch (ErrnoException e) {
      throw CgroupException.failed(e);
    }
  }

  private void make(Hierarchy hierarchy, boolean unified, Set<String> controllers) {
    for (int attempt = 1; ; attempt++) {
      try {
        for (CgroupPath step : steps()) {
          makeOne(hierarchy, step);
          if (!unified && !controllers.isEmpty()) {
            copyCpusetFromParent(hierarchy.directory(step));
          }
          if (unified && !step.equals(path)) {
            enable(hierarchy, step, controllers);
          }
        }
        return;
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOENT) || attempt == ATTEMPTS) {
          throw CgroupException.failed(explain(hierarchy, e), e);
        }
      }
    }
  }

  /** From the visible root down to the cgroup itself. */
  private List<CgroupPath> steps() {
    List<CgroupPath> steps = new ArrayList<>();
    for (CgroupPath step = path; !step.isRoot(); step = step.parent()) {
      steps.add(0, step);
    }
    steps.add(0, CgroupPath.ROOT);
    return steps;
  }

  private void makeOne(Hierarchy hierarchy, CgroupPath step) throws ErrnoException {
    if (step.isRoot()) {
      return;
    }
    Path directory = hierarchy.directory(step);
    try {
      files.mkdir(directory);
      made.push(directory);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      if (step.equals(path)) {
        takeOver(directory);
      }
    }
  }

  /**
   * The cgroup is there already. Below our own parent it is what a crash left: made anew, so that no
   * old limit stays. Elsewhere whoever names it may have prepared it, so it is kept, but only if
   * nobody is in it, because killing the container kills the whole cgroup.
   */
  private void takeOver(Path directory) throws ErrnoException {
    if (isOurs(path)) {
      try {
        files.rmdir(directory);
      } catch (ErrnoException e) {
        throw CgroupException.failed(directory + ": a cgroup of that name is in use", e);
      }
      files.mkdir(directory);
      made.push(directory);
    } else if (!files.read(directory.resolve("cgroup.procs")).isBlank()
        || !files.children(directory).isEmpty()) {
      throw CgroupException.of(directory + ": a cgroup of that name is in use");
    }
  }

  static boolean isOurs(CgroupPath step) {
    return step.equals(CgroupPath.DAVIT) || step.value().startsWith(CgroupPath.DAVIT + "/");
  }

  /** In v1 a new cpuset is empty, and nobody can join it; cgroup v2 inherits (cpuset(7)). */
  private void copyCpusetFromParent(Path directory) throws ErrnoException {
    if (!made.contains(directory)) {
      return;
    }
    for (String file : CPUSET_FILES) {
      if (files.read(directory.resolve(file)).isBlank()) {
        files.write(
            directory.resolve(file), files.read(directory.resolveSibling(file)).strip());
      }
    }
  }

  /** Gives the cgroups below the controllers, in cgroups that are ours to change. */
  private void enable(Hierarchy hierarchy, CgroupPath step, Set<String> controllers)
      throws ErrnoException {
    if (controllers.isEmpty()) {
      return;
    }
    Path directory = hierarchy.directory(step);
    Set<String> enabled = words(files.read(directory.resolve("cgroup.subtree_control")));
    Set<String> given = words(files.read(directory.resolve("cgroup.controllers")));
    for (String controller : controllers) {
      if (enabled.contains(controller)) {
        continue;
      }
      boolean mayEnable =
          enabling == ControllerEnabling.EVERYWHERE || isOurs(step) || made.contains(directory);
      if (!mayEnable || !given.contains(controller)) {
        throw CgroupException.of(notEnabled(controller, hierarchy, directory));
      }
      write(directory, controller);
    }
  }

  private void write(Path directory, String controller) throws ErrnoException {
    try {
      files.write(directory.resolve("cgroup.subtree_control"), "+" + controller);
    } catch (ErrnoException e) {
      if (e.is(Errno.EBUSY)) {
        throw CgroupException.failed(
            "controller "
                + controller
                + ": cannot be enabled in "
                + directory
                + " while processes are in that cgroup itself: move them into one below it",
            e);
      }
      throw e;
    }
  }

  private String notEnabled(String controller, Hierarchy hierarchy, Path directory) {
    return "controller "
        + controller
        + " is not enabled in "
        + hierarchy.directory(path)
        + ": write +"
        + controller
        + " to "
        + directory.resolve("cgroup.subtree_control");
  }

  private String explain(Hierarchy hierarchy, ErrnoException e) {
    String text = "cgroup " + path + ": " + e.getMessage();
    return switch (e.errno()) {
      case EROFS -> text + ": " + hierarchy.mountPoint() + " is mounted read-only here";
      case EACCES, EPERM ->
          text + ": this user needs a cgroup that is delegated to it, or must be root";
      default -> text;
    };
  }

  private static Set<String> words(String text) {
    return Set.copyOf(Arrays.asList(text.strip().split("\\s+")));
  }
}
