package dev.davit.runtime.plan;

import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;

import dev.davit.linux.UnmountFlags;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import java.nio.file.Path;
import java.util.Optional;

/** What init does to the root of its mounts. */
sealed interface RootStep extends Step {
  /**
   * Keeps mounts made here from the host, and as told the host's from here.
   *
   * @param propagation private or slave
   */
  record IsolateMounts(Propagation propagation) implements RootStep {
    @Override
    public String title() {
      return "cut the mounts off from the host's";
    }

    @Override
    public void lower(Lowering to) {
      to.call(MountCalls.mount(null, "/", null, propagation.flags(), null));
    }
  }

  /**
   * Shows the root filesystem where hooks look for it, in init's mount namespace only, and goes
   * there, so that what is mounted in it is found there as well.
   *
   * @param place where; empty if it has no place on the host
   */
  record ShowRoot(Optional<Path> place) implements RootStep {
    @Override
    public String title() {
      return "show hooks the root filesystem" + place.map(path -> " on " + path).orElse("");
    }

    @Override
    public void lower(Lowering to) {
      Operand root = to.descriptor(DescriptorNames.ROOTFS);
      place.ifPresent(
          path ->
              to.call(
                  MountCalls.moveMount(
                      root, "", Operand.AT_FDCWD, path.toString(), MOVE_MOUNT_F_EMPTY_PATH)));
      to.call(FileCalls.fchdir(root));
    }
  }

  /** Puts the root filesystem on top of the old root and makes it the only one. */
  record PivotRoot() implements RootStep {
    @Override
    public String title() {
      return "change the root";
    }

    @Override
    public void lower(Lowering to) {
      Operand root = to.descriptor(DescriptorNames.ROOTFS);
      // stacked on "/" itself, so that no directory of the host is needed
      to.call(MountCalls.moveMount(root, "", Operand.AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH));
      to.call(FileCalls.fchdir(root));
      // pivot_root(2), NOTES: with both the same, the old root ends up on top of the new one
      to.call(MountCalls.pivotRoot(".", "."));
      to.call(MountCalls.umount2(".", UnmountFlags.MNT_DETACH));
      to.call(FileCalls.chdir("/"));
    }
  }

  /** Goes to the root directory of a container that runs, which may not be its namespace's. */
  record GoToRoot() implements RootStep {
    @Override
    public String title() {
      return "go to the container's root";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.fchdir(to.descriptor(DescriptorNames.ROOTFS)));
    }
  }

  /**
   * Sets how mounts are shared with namespaces that are made from the container.
   *
   * @param propagation as {@code linux.rootfsPropagation} asks
   */
  record PropagateRoot(Propagation propagation) implements RootStep {
    @Override
    public String title() {
      return "set the propagation of the root";
    }

    @Override
    public void lower(Lowering to) {
      to.call(MountCalls.mount(null, "/", null, propagation.flags(), null));
    }
  }
}
