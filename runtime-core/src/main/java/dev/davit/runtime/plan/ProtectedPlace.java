package dev.davit.runtime.plan;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.program.Operand;
import java.util.List;
import java.util.Set;

/**
 * Where something is that is masked or made read-only. Below procfs and sysfs it is looked up from
 * the very mount that init has made, and not by its path from the root: whoever writes to the root
 * filesystem meanwhile could have another directory there, or a link, in which there is nothing to
 * protect, and take it away afterwards (CVE-2023-27561, CVE-2025-31133).
 *
 * @param mount the name under which an earlier step made the mount; empty for the root
 * @param target where that is
 * @param below the path from there
 */
record ProtectedPlace(String mount, ContainerPath target, ContainerPath below) {

  private static final Set<String> TYPES = Set.of("proc", "sysfs");

  /**
   * The place of a path.
   *
   * @param attached what is mounted, in its order
   */
  static ProtectedPlace of(String path, List<Step> attached) {
    ContainerPath whole = ContainerPath.of(ContainerPath.ROOT, path);
    ProtectedPlace place = new ProtectedPlace("", ContainerPath.ROOT, whole);
    if (whole.components().contains("..")) {
      return place; // it may lead out of any mount
    }
    for (Step step : attached) {
      if (step instanceof FilesystemStep.Attach attach && whole.startsWith(attach.target())) {
        place =
            TYPES.contains(attach.what()) && !attach.mount().isEmpty()
                ? new ProtectedPlace(
                    attach.mount(), attach.target(), without(whole, attach.target()))
                : new ProtectedPlace("", ContainerPath.ROOT, whole);
      }
    }
    return place;
  }

  private static ContainerPath without(ContainerPath path, ContainerPath place) {
    return new ContainerPath(
        path.components().subList(place.components().size(), path.components().size()));
  }

  /** What {@link #below} begins at. */
  Operand root(Lowering to) {
    return mount.isEmpty() ? Operand.AT_FDCWD : to.slot(mount);
  }

  /** The path, for people. */
  @Override
  public String toString() {
    return mount.isEmpty() ? below.toString() : target.toString() + below;
  }
}
