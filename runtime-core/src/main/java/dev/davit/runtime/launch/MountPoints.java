package dev.davit.runtime.launch;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.RootedTree;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.plan.MountPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the mount points, and the working directory, that lie behind a symbolic link to nowhere.
 *
 * <p>Such links are common: where systemd-resolved runs, {@code /etc/resolv.conf} leads to a file
 * below {@code /run}, which is empty in a container. Init makes what is merely missing by itself;
 * but to make what a link names its text has to be taken apart, and that is no system call.
 */
final class MountPoints {

  /** Nothing below these is reached by a link: their mounts refuse all links on the way. */
  private static final List<String> STRICT = List.of("/proc", "/sys");

  private final RootedTree root;
  private final boolean all;

  private MountPoints(Fd root, boolean all) {
    this.root = new RootedTree(root);
    this.all = all;
  }

  /**
   * For one root filesystem.
   *
   * @param root its descriptor; a detached mount is fine
   */
  MountPoints(Fd root) {
    this(root, false);
  }

  /** For one in which there is no init to make what is merely missing: criu makes nothing. */
  static MountPoints all(Fd root) {
    return new MountPoints(root, true);
  }

  /** Makes those of a configuration. */
  void make(Spec spec) throws ErrnoException {
    List<ContainerPath> above = new ArrayList<>();
    List<Mount> binds = new ArrayList<>();
    STRICT.forEach(path -> above.add(ContainerPath.of(path)));
    for (Mount mount : spec.mounts()) {
      if (!MountPlan.needsMountPoint(mount)) {
        continue;
      }
      ContainerPath target = ContainerPath.of(ContainerPath.ROOT, mount.destination());
      // what another mount covers is not a matter of the root filesystem
      if (above.stream().noneMatch(other -> covers(other, target))) {
        make(target, MountPlan.isBind(mount) && isFile(mount));
      } else if (all) {
        makeWithin(binds, target, MountPlan.isBind(mount) && isFile(mount));
      }
      above.add(target);
      if (MountPlan.isBind(mount) && !isFile(mount)) {
        binds.add(0, mount);
      }
    }
    String directory = spec.process().map(p -> p.cwd()).orElse("/");
    ContainerPath target = ContainerPath.of(ContainerPath.ROOT, directory);
    if (above.stream().noneMatch(other -> covers(other, target))) {
      make(target, false);
    }
  }

  /** In the source of the bind mount that covers it, for init would have made it there. */
  private static void makeWithin(List<Mount> binds, ContainerPath target, boolean file)
      throws ErrnoException {
    for (Mount bind : binds) {
      ContainerPath above = ContainerPath.of(ContainerPath.ROOT, bind.destination());
      if (target.startsWith(above) && !target.equals(above)) {
        String below = target.toString().substring(above.toString().length());
        try (Fd source =
            Descriptors.open(
                Fd.CWD, bind.source().orElseThrow(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
          new MountPoints(source, true).make(ContainerPath.of(below), file);
        }
        return;
      }
    }
  }

  private boolean covers(ContainerPath other, ContainerPath target) {
    return target.startsWith(other) && !(all && target.equals(other));
  }

  private static boolean isFile(Mount mount) {
    return mount.source().map(source -> !Files.isDirectory(Path.of(source))).orElse(false);
  }

  private void make(ContainerPath path, boolean file) throws ErrnoException {
    if (all && !root.exists(path) || isBehindDanglingLink(path)) {
      (file ? root.makeFile(path, 0644) : root.makeDirectory(path, 0755)).close();
    }
  }

  private boolean isBehindDanglingLink(ContainerPath path) throws ErrnoException {
    for (ContainerPath part = path; !part.isRoot(); part = part.parent()) {
      try (Fd found = root.open(part, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW)) {
        return Metadata.stat(found).isSymlink() && !root.exists(part);
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOENT)) {
          // what else is wrong the program finds as well, and tells by its step
          return false;
        }
      }
    }
    return false;
  }
}
