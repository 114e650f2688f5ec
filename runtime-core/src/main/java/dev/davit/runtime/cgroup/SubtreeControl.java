package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Gives controllers on from cgroup to cgroup down to the one that needs them
 * (Documentation/admin-guide/cgroup-v2, "Enabling and Disabling").
 */
final class SubtreeControl {

  private static final String FILE = "cgroup.subtree_control";

  private static final Set<String> LIMITING =
      Set.of("cpu", "cpuset", "io", "memory", "hugetlb", "pids", "rdma", "misc");

  private final CgroupFilesystem files;
  private final Map<String, String> controllers;
  private final Path leaf;

  /**
   * For one cgroup.
   *
   * @param controllers those that it needs, each with what needs it
   * @param leaf its directory
   */
  SubtreeControl(CgroupFilesystem files, Map<String, String> controllers, Path leaf) {
    this.files = files;
    this.controllers = controllers;
    this.leaf = leaf;
  }

  /**
   * Makes a cgroup above the leaf give on what the leaf needs.
   *
   * @param ours whether that cgroup may be changed; if not, it has to give it on already
   */
  void giveOn(Path directory, boolean ours) throws ErrnoException {
    if (controllers.isEmpty()) {
      return;
    }
    Set<String> given = words(files.read(directory.resolve("cgroup.controllers")));
    Set<String> givenOn = words(files.read(directory.resolve(FILE)));
    for (Map.Entry<String, String> need : controllers.entrySet()) {
      String controller = need.getKey();
      if (!givenOn.contains(controller)) {
        if (!ours || !given.contains(controller)) {
          throw CgroupException.of(
              need.getValue() + ": " + notEnabled(controller, leaf, directory));
        }
        enable(directory, controller);
      }
    }
  }

  /** Makes a new cgroup above the leaf give on whatever it has and limits something. */
  void giveAllOn(Path directory) throws ErrnoException {
    for (String controller : words(files.read(directory.resolve("cgroup.controllers")))) {
      if (LIMITING.contains(controller)) {
        enable(directory, controller);
      }
    }
  }

  /**
   * Makes a cgroup above the leaf give on whatever it can, for limits that may be set later; what
   * it cannot is told by the change that needs it.
   */
  void offerAll(Path directory) throws ErrnoException {
    Set<String> givenOn = words(files.read(directory.resolve(FILE)));
    for (String controller : words(files.read(directory.resolve("cgroup.controllers")))) {
      if (LIMITING.contains(controller) && !givenOn.contains(controller)) {
        offer(directory, controller);
      }
    }
  }

  private void offer(Path directory, String controller) {
    try {
      files.write(directory.resolve(FILE), "+" + controller);
    } catch (ErrnoException e) {
      // processes in that cgroup, or of a real-time policy: nothing has asked for it yet
    }
  }

  private void enable(Path directory, String controller) throws ErrnoException {
    try {
      files.write(directory.resolve(FILE), "+" + controller);
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

  /** Says what is missing, and where to write what. */
  static String notEnabled(String controller, Path leaf, Path giver) {
    return "controller "
        + controller
        + " is not enabled in "
        + leaf
        + ": write +"
        + controller
        + " to "
        + giver.resolve(FILE);
  }

  private static Set<String> words(String text) {
    return Set.copyOf(Arrays.asList(text.strip().split("\\s+")));
  }
}
