package dev.davit.runtime.launch;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.RootedTree;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DevicePlan;
import dev.davit.runtime.plan.MountPlan;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the mounts of a restored container come from that came from outside when it was saved. The
 * images name their mount points, the configuration says what is mounted there: images of strangers
 * get nothing of the host that the configuration does not give (CVE-2022-23648 was of this kind).
 */
final class RestoredMounts {

  private static final String DEV_NULL = "/dev/null";

  private final Host host;
  private final ContainerId id;
  private final Spec spec;
  private final Optional<Cgroup> cgroup;
  private final Map<ContainerPath, Path> sources = new LinkedHashMap<>();

  /**
   * Those of one container.
   *
   * @param root its root filesystem
   */
  RestoredMounts(Host host, ContainerId id, Spec spec, Optional<Cgroup> cgroup, Fd root) {
    this.host = host;
    this.id = id;
    this.spec = spec;
    this.cgroup = cgroup;
    RootedTree tree = new RootedTree(root);
    for (Mount mount : spec.mounts()) {
      if (MountPlan.isBind(mount)) {
        sources.put(resolved(tree, mount.destination()), Path.of(mount.source().orElse("")));
      }
    }
  }

  /** A mount point as the kernel names it, with the links of the root filesystem followed. */
  private static ContainerPath resolved(RootedTree tree, String destination) {
    ContainerPath path = ContainerPath.of(ContainerPath.ROOT, destination);
    try (Fd found = tree.open(path, OpenFlags.O_PATH)) {
      return ContainerPath.of(CriuSupport.readlink(found.procPath()));
    } catch (ErrnoException e) {
      // within another mount, which the root filesystem knows nothing of
      return path;
    }
  }

  /**
   * The source of each mount point.
   *
   * @param mountPoints those that the images name; empty if they name none, as those of others
   * @throws ContainerException if the configuration has nothing for one
   */
  Map<String, Path> of(Optional<List<String>> mountPoints) {
    Map<String, Path> found = new LinkedHashMap<>();
    if (mountPoints.isPresent()) {
      mountPoints.get().forEach(name -> found.put(name, source(name)));
      return found;
    }
    sources.forEach((path, source) -> found.put(path.toString(), source));
    linux().maskedPaths().forEach(path -> found.put(path, Path.of(DEV_NULL)));
    // runc calls all masks so
    found.put(DEV_NULL, Path.of(DEV_NULL));
    return found;
  }

  private Linux linux() {
    return spec.linux().orElse(Linux.empty());
  }

  private Path source(String mountPoint) {
    ContainerPath path = ContainerPath.of(mountPoint);
    for (ContainerPath above = path; !above.isRoot(); above = above.parent()) {
      if (sources.containsKey(above)) {
        String below = path.toString().substring(above.toString().length());
        return Path.of(sources.get(above) + below);
      }
    }
    if (linux().maskedPaths().contains(mountPoint)) {
      return Path.of(DEV_NULL);
    }
    // in a user namespace they are the host's, but those that were made for it
    if (DevicePlan.isAlwaysThere(mountPoint)
        || linux().devices().stream().anyMatch(device -> device.path().equals(mountPoint))) {
      return Path.of(mountPoint);
    }
    return cgroupDirectory(mountPoint)
        .orElseThrow(
            () ->
                new ContainerException(
                    id,
                    "restore: "
                        + mountPoint
                        + " was mounted from outside when the container was saved, and $.mounts has"
                        + " nothing for it: give it the mounts that it had"));
  }

  /** Where controllers are on v1, each hierarchy is mounted below by its name. */
  private Optional<Path> cgroupDirectory(String mountPoint) {
    if (cgroup.isEmpty()) {
      return Optional.empty();
    }
    List<ContainerPath> places =
        spec.mounts().stream()
            .filter(mount -> mount.type().orElse("").startsWith("cgroup"))
            .map(mount -> ContainerPath.of(ContainerPath.ROOT, mount.destination()))
            .toList();
    ContainerPath path = ContainerPath.of(mountPoint);
    if (places.contains(path)) {
      return cgroup.get().directory();
    }
    return places.contains(path.parent()) ? directoryIn(path.name()) : Optional.empty();
  }

  private Optional<Path> directoryIn(String hierarchy) {
    if (hierarchy.equals("unified")) {
      return cgroup.get().directory();
    }
    return host.cgroups().v1().values().stream()
        .filter(its -> its.mountPoint().endsWith(hierarchy))
        .map(its -> its.directory(cgroup.get().path()))
        .filter(cgroup.get().v1Directories()::contains)
        .findFirst();
  }
}
