package dev.davit.runtime.plan;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.AtFlags.AT_RECURSIVE;
import static dev.davit.linux.MountApiFlags.FSMOUNT_CLOEXEC;
import static dev.davit.linux.MountApiFlags.FSOPEN_CLOEXEC;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_T_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLOEXEC;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLONE;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_IDMAP;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.UnmountFlags;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.Width;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What init does with mounts below its root. */
sealed interface FilesystemStep extends Step {

  /**
   * Makes a filesystem that is mounted nowhere yet.
   *
   * @param mount the name that {@link Attach} finds it by
   * @param type the filesystem type
   * @param source what the mount table shows as source; empty for none
   * @param flags options without a value
   * @param strings options with a value
   * @param attributes MOUNT_ATTR_* flags
   */
  record NewFilesystem(
      String mount,
      String type,
      String source,
      List<String> flags,
      Map<String, String> strings,
      long attributes)
      implements FilesystemStep {
    public NewFilesystem {
      flags = List.copyOf(flags);
      strings = new TreeMap<>(strings);
    }

    @Override
    public String title() {
      return "make a " + type + " for " + mount;
    }

    @Override
    public void lower(Lowering to) {
      Slot context = to.slot("filesystem");
      to.call(MountCalls.fsopen(type, FSOPEN_CLOEXEC).into(context));
      if (!source.isEmpty()) {
        to.call(MountCalls.fsconfigString(context, "source", source));
      }
      for (String flag : flags) {
        to.call(MountCalls.fsconfigFlag(context, flag));
      }
      strings.forEach((key, value) -> to.call(MountCalls.fsconfigString(context, key, value)));
      to.call(MountCalls.fsconfigCreate(context));
      to.call(MountCalls.fsmount(context, FSMOUNT_CLOEXEC, (int) attributes).into(to.slot(mount)));
      to.call(FileCalls.close(context));
    }
  }

  /**
   * Clones a mount of the host, while it is still in reach.
   *
   * @param mount the name that other steps find it by
   * @param path a path of the host
   * @param attributes MOUNT_ATTR_* flags to add
   */
  record CloneHostPath(String mount, String path, long attributes) implements FilesystemStep {
    @Override
    public String title() {
      return "clone the host's " + path;
    }

    @Override
    public void lower(Lowering to) {
      to.call(
          MountCalls.openTree(Operand.AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)
              .into(to.slot(mount)));
      if (attributes != 0) {
        to.call(MountCalls.mountSetattr(to.slot(mount), "", AT_EMPTY_PATH, attributes, 0));
      }
    }
  }

  /** How a path inside the root is followed. */
  enum Way {
    /** Through symbolic links, as far as they lead inside. */
    INSIDE,
    /**
     * Through no symbolic link: what is mounted on {@code /proc} must not end up elsewhere
     * (CVE-2019-19921).
     */
    STRICT,
    /** As INSIDE, but a symbolic link at the end is the place itself. */
    LINK_ITSELF;

    static Way of(MountOptions options, boolean strict) {
      return strict ? STRICT : options.special().contains("dest-nofollow") ? LINK_ITSELF : INSIDE;
    }
  }

  /**
   * Has a new filesystem show other ids than it has.
   *
   * @param mount the name under which an earlier step made it
   * @param ids the name of the user namespace that stands for them
   */
  record MapIds(String mount, String ids) implements FilesystemStep {
    @Override
    public String title() {
      return "map the ids of " + mount;
    }

    @Override
    public void lower(Lowering to) {
      to.call(
          MountCalls.mountSetattr(
              to.slot(mount), "", AT_EMPTY_PATH, MOUNT_ATTR_IDMAP, 0, 0, to.descriptor(ids)));
    }
  }

  /**
   * Attaches a filesystem inside the root, and makes the mount point if there is none.
   *
   * @param what for people
   * @param descriptor the name of a given descriptor; empty if an earlier step made the mount
   * @param mount the name under which an earlier step made it
   * @param target where it goes
   * @param onFile whether the mount point is a file
   * @param way how the mount point is reached
   */
  record Attach(
      String what, String descriptor, String mount, ContainerPath target, boolean onFile, Way way)
      implements FilesystemStep {
    @Override
    public String title() {
      return "mount " + what + " on " + target;
    }

    @Override
    public void lower(Lowering to) {
      Slot place = to.slot("target");
      InRoot.openOrMake(to, target, onFile, way, place);
      Operand from = descriptor.isEmpty() ? to.slot(mount) : to.descriptor(descriptor);
      to.call(
          MountCalls.moveMount(
              from, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
      to.hide(target);
      if (!onFile) {
        to.know(target);
      }
      to.call(FileCalls.close(place));
    }
  }

  /**
   * Makes a symbolic link like one of the host's, in place of a bind mount of what that leads to.
   *
   * @param path where
   * @param leadsTo its text
   */
  record CopySymlink(ContainerPath path, String leadsTo) implements FilesystemStep {
    @Override
    public String title() {
      return "copy a symbolic link to " + path;
    }

    @Override
    public void lower(Lowering to) {
      Slot parent = to.slot("parent");
      Slot length = to.slot("length");
      String exists = to.freshLabel("exists");
      String made = to.freshLabel("made");
      InRoot.openOrMake(to, path.parent(), false, Way.INSIDE, parent);
      to.call(FileCalls.symlinkat(leadsTo, parent, path.name()).onError(Errno.EEXIST, exists));
      to.jump(made);
      to.label(exists);
      to.conditional(
          () -> {
            // the same link of an earlier start will do
            byte[] text = leadsTo.getBytes(StandardCharsets.UTF_8);
            Data buffer = Data.buffer("link", text.length + 1 + 7 & ~7);
            String other = to.freshLabel("other");
            to.call(FileCalls.readlinkat(parent, path.name(), buffer).into(length));
            to.jumpIf(length, Condition.NE, text.length, other);
            ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(text, text.length + 3 & ~3));
            words.order(ByteOrder.nativeOrder());
            for (int at = 0; at < text.length; at += 4) {
              to.jumpIf(buffer.slot(at, Width.INT), Condition.NE, words.getInt(at), other);
            }
            to.jump(made);
            to.label(other);
            to.call(FileCalls.symlinkat(leadsTo, parent, path.name()));
          });
      to.label(made);
      to.call(FileCalls.close(parent));
    }
  }

  /**
   * Gives a tmpfs that was asked for without a mode that of the directory which it covers, as runc
   * does: a {@code /tmp} for everybody stays one. Where nothing is covered, it has the mode of
   * every new tmpfs, 1777.
   *
   * @param mount the name under which an earlier step made it
   * @param path the directory
   * @param attributes MOUNT_ATTR_* flags that it must not have before
   */
  record TakeMode(String mount, ContainerPath path, long attributes) implements FilesystemStep {
    private static final int STATX_SIZE = 256;
    private static final int STATX_MODE = 2;

    /** stx_mode has two bytes, and what follows it is zero. */
    private static final int MODE_OFFSET = 28;

    @Override
    public String title() {
      return "give the tmpfs the mode of " + path;
    }

    @Override
    public void lower(Lowering to) {
      Slot place = to.slot("target");
      Data statx = Data.buffer("statx", STATX_SIZE);
      String missing = to.freshLabel("missing");
      InRoot.open(to, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, place, Errno.ENOENT, missing);
      to.call(FileCalls.statx(place, "", AT_EMPTY_PATH, STATX_MODE, statx));
      to.call(FileCalls.fchmodat(to.slot(mount), ".", statx.slot(MODE_OFFSET, Width.INT)));
      to.call(FileCalls.close(place));
      to.label(missing);
      if (attributes != 0) {
        to.call(MountCalls.mountSetattr(to.slot(mount), "", AT_EMPTY_PATH, attributes, 0));
      }
    }
  }

  /**
   * Takes what is mounted on a path away, with all below it; who has a file of it open keeps it.
   *
   * @param target where it is; not the root
   */
  record Detach(ContainerPath target) implements FilesystemStep {
    @Override
    public String title() {
      return "unmount " + target;
    }

    @Override
    public void lower(Lowering to) {
      Slot parent = to.slot("parent");
      String open = to.here("open");
      to.call(
          InRoot.openat2(target.parent(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)
              .into(parent)
              .onError(Errno.EAGAIN, open));
      // umount2(2) knows no descriptors; a single name that is no link leads nowhere else
      to.call(FileCalls.fchdir(parent));
      to.call(
          MountCalls.umount2(
              target.name(), UnmountFlags.MNT_DETACH | UnmountFlags.UMOUNT_NOFOLLOW));
      to.call(FileCalls.close(parent));
      new RootStep.GoToRoot().lower(to);
    }
  }

  /**
   * Makes a directory with its parents, if it is missing.
   *
   * @param path where
   */
  record MakeDirectory(ContainerPath path) implements FilesystemStep {
    @Override
    public String title() {
      return "make sure of the directory " + path;
    }

    @Override
    public void lower(Lowering to) {
      Slot place = to.slot("target");
      InRoot.openOrMake(to, path, false, Way.INSIDE, place);
      to.call(FileCalls.close(place));
    }
  }

  /**
   * Sets how a mount is shared.
   *
   * @param path where it is
   * @param propagation as its options ask
   */
  record Propagate(ContainerPath path, Propagation propagation) implements FilesystemStep {
    @Override
    public String title() {
      return "set the propagation of " + path;
    }

    @Override
    public void lower(Lowering to) {
      Slot place = to.slot("target");
      String open = to.here("open");
      to.call(InRoot.openat2(path, OpenFlags.O_PATH).into(place).onError(Errno.EAGAIN, open));
      to.call(
          MountCalls.mountSetattr(
              place,
              "",
              propagation.recursive() ? AT_EMPTY_PATH | AT_RECURSIVE : AT_EMPTY_PATH,
              0,
              0,
              propagation.type().flag(),
              Operand.of(0)));
      to.call(FileCalls.close(place));
    }
  }
}
