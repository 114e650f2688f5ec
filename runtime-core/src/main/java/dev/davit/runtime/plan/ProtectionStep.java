package dev.davit.runtime.plan;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.AtFlags.AT_RECURSIVE;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_T_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLOEXEC;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLONE;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_RDONLY;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Slot;

/** What init takes from the container's sight, or from its writes. */
sealed interface ProtectionStep extends Step {

  /**
   * Covers a file with the host's {@code /dev/null}, or a directory with an empty one; what is not
   * there needs no cover.
   *
   * @param place where
   */
  record Mask(ProtectedPlace place) implements ProtectionStep {
    /** The mount that files are covered with. */
    static final String NULL = "mask file";

    /** The mount that directories are covered with. */
    static final String EMPTY = "mask directory";

    @Override
    public String title() {
      return "mask " + place;
    }

    @Override
    public void lower(Lowering to) {
      Slot target = to.slot("target");
      Operand root = place.root(to);
      String end = to.freshLabel("masked");
      String file = to.freshLabel("file");
      String open = to.here("open");
      to.call(
          InRoot.openat2(root, place.below(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)
              .into(target)
              .onError(Errno.EAGAIN, open)
              .onError(Errno.ENOENT, end)
              .onError(Errno.ENOTDIR, file));
      to.conditional(() -> cover(to, EMPTY, target));
      to.jump(end);
      to.label(file);
      to.conditional(
          () -> {
            InRoot.open(to, root, place.below(), OpenFlags.O_PATH, target, Errno.ENOENT, end);
            cover(to, NULL, target);
          });
      to.label(end);
    }

    /**
     * The first use of a cover takes it itself. The others clone it: before Linux 6.15 only an
     * attached mount can be cloned, and one that nobody attaches costs time when it is closed.
     */
    private static void cover(Lowering to, String mount, Slot place) {
      String first = to.freshLabel("first");
      String done = to.freshLabel("done");
      Slot used = to.slot(mount + " used");
      Slot clone = to.slot("mask clone");
      int both = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
      to.jumpIf(used, Condition.EQ, 0, first);
      to.call(
          MountCalls.openTree(
                  to.slot(mount), "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH)
              .into(clone));
      to.call(MountCalls.moveMount(clone, "", place, "", both));
      to.jump(done);
      to.label(first);
      to.call(MountCalls.moveMount(to.slot(mount), "", place, "", both));
      to.store(used, Operand.of(1));
      to.label(done);
    }
  }

  /**
   * Makes a path read-only with all below it; what is not there is passed over.
   *
   * @param place where
   */
  record MakeReadonly(ProtectedPlace place) implements ProtectionStep {
    @Override
    public String title() {
      return "make " + place + " read-only";
    }

    @Override
    public void lower(Lowering to) {
      Slot target = to.slot("target");
      String end = to.freshLabel("readonly");
      InRoot.open(to, place.root(to), place.below(), OpenFlags.O_PATH, target, Errno.ENOENT, end);
      to.conditional(() -> clone(to, target));
      to.label(end);
    }

    private static void clone(Lowering to, Slot place) {
      Slot clone = to.slot("read-only clone");
      to.call(
          MountCalls.openTree(
                  place, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE)
              .into(clone));
      to.call(
          MountCalls.mountSetattr(clone, "", AT_EMPTY_PATH | AT_RECURSIVE, MOUNT_ATTR_RDONLY, 0));
      to.call(
          MountCalls.moveMount(
              clone, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
    }
  }

  /**
   * Makes a mount read-only once what lies in it has been made.
   *
   * @param mount the name under which an earlier step made it
   * @param path where it is, for people
   */
  record MakeMountReadonly(String mount, ContainerPath path) implements ProtectionStep {
    @Override
    public String title() {
      return "make the mount on " + path + " read-only";
    }

    @Override
    public void lower(Lowering to) {
      to.call(MountCalls.mountSetattr(to.slot(mount), "", AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0));
    }
  }

  /** Makes the root filesystem read-only, without what is mounted in it. */
  record MakeRootReadonly() implements ProtectionStep {
    @Override
    public String title() {
      return "make the root read-only";
    }

    @Override
    public void lower(Lowering to) {
      to.call(
          MountCalls.mountSetattr(
              to.descriptor(DescriptorNames.ROOTFS), "", AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0));
    }
  }
}
