package dev.davit.runtime.cgroup;

import java.nio.file.Path;

/**
 * A mounted cgroup hierarchy as this process sees it.
 *
 * @param mountPoint where its visible root is mounted
 * @param own the cgroup of this process, from the visible root; {@link CgroupPath#ROOT} if it lies
 *     outside of what is visible
 * @param readOnly true if it is mounted read-only, as in most containers
 */
public record Hierarchy(Path mountPoint, CgroupPath own, boolean readOnly) {

  /** The directory of a cgroup. */
  public Path directory(CgroupPath path) {
    return path.in(mountPoint);
  }
}
