package dev.davit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of the hierarchy that somebody gave to this user (Documentation/admin-guide/cgroup-v2,
 * "Delegation"): the highest cgroup above this process that it may write. What is outside of it
 * does not exist for containers of this user.
 */
final class Delegation {

  /** What a delegated cgroup's owner may write. */
  private static final List<String> FILES = List.of("cgroup.procs", "cgroup.subtree_control");

  private Delegation() {}

  /** What of a machine's hierarchies this user may use; nothing, with the reason, or a subtree. */
  static CgroupLayout of(CgroupLayout whole) throws IOException {
    if (whole.unified().isEmpty() || !whole.v1().isEmpty()) {
      return CgroupLayout.refused(
          "limits of an ordinary user need cgroup v2 alone, and this machine is "
              + whole.describe()
              + ": boot it with systemd.unified_cgroup_hierarchy=1, or run davit as root");
    }
    Hierarchy hierarchy = whole.unified().get();
    for (CgroupPath step : steps(hierarchy.own())) {
      Path directory = hierarchy.directory(step);
      if (isWritable(directory)) {
        return delegated(hierarchy, step, directory);
      }
    }
    return CgroupLayout.refused(
        "the cgroup of this process, "
            + hierarchy.own()
            + ", is not delegated to this user: start davit below a cgroup that is, such as by"
            + " systemd-run --user --scope -p Delegate=yes davit …");
  }

  /** From the root down. */
  private static List<CgroupPath> steps(CgroupPath own) {
    List<CgroupPath> steps = new ArrayList<>();
    for (CgroupPath step = own; !step.isRoot(); step = step.parent()) {
      steps.add(0, step);
    }
    steps.add(0, CgroupPath.ROOT);
    return steps;
  }

  private static boolean isWritable(Path directory) {
    return Files.isWritable(directory)
        && FILES.stream().map(directory::resolve).allMatch(Files::isWritable);
  }

  private static CgroupLayout delegated(Hierarchy hierarchy, CgroupPath step, Path directory)
      throws IOException {
    String below = step.isRoot() ? "" : step.value();
    String own = hierarchy.own().value().substring(below.length());
    Hierarchy part =
        new Hierarchy(directory, new CgroupPath(own.isEmpty() ? "/" : own), hierarchy.readOnly());
    Set<String> controllers =
        CgroupLayout.words(Files.readString(directory.resolve("cgroup.controllers")));
    return new CgroupLayout(
        Optional.of(part), controllers, Map.of(), CgroupLayout.Rights.DELEGATED);
  }
}
