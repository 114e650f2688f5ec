package dev.davit.runtime.plan;

import dev.davit.linux.AtFlags;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.Slot;
import dev.davit.runtime.Stdio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that the host side does before the program is spawned: it makes a descriptor that the
 * program is given. Each is undone when the start fails.
 */
public sealed interface Preparation {

  /** What it does, for people. */
  String title();

  /** The name of the descriptor that comes of it. */
  String descriptor();

  /** Its system calls, for printing. */
  List<Call> calls();

  /**
   * Stacks layers into a detached mount.
   *
   * @param lowerdirs the layers, the topmost first
   * @param upperdir the writable layer
   * @param workdir overlayfs's own directory
   * @param classic whether mount(2) has to do it, in a mount namespace of its own
   * @param userAttributes whether overlayfs keeps its attributes in {@code user.overlay}, because
   *     {@code trusted} ones are root's alone
   * @param ids which ids the layers show
   */
  record MountOverlay(
      List<Path> lowerdirs,
      Path upperdir,
      Path workdir,
      boolean classic,
      boolean userAttributes,
      Optional<MountIds> ids)
      implements Preparation {
    public MountOverlay {
      lowerdirs = List.copyOf(lowerdirs);
    }

    @Override
    public String title() {
      return "stack "
          + lowerdirs.size()
          + " layers"
          + (classic ? " with mount(2), in a mount namespace of its own" : "");
    }

    @Override
    public String descriptor() {
      return DescriptorNames.ROOTFS;
    }

    @Override
    public List<Call> calls() {
      return classic ? ClassicOverlay.of(this).program().calls() : detachedCalls();
    }

    private List<Call> detachedCalls() {
      Slot context = Slot.ofInt("filesystem");
      List<Call> calls = new ArrayList<>();
      calls.add(MountCalls.fsopen("overlay", MountApiFlags.FSOPEN_CLOEXEC).into(context));
      for (Path layer : lowerdirs) {
        if (ids.isPresent()) {
          calls.addAll(mapped(context, layer));
        } else {
          calls.add(MountCalls.fsconfigString(context, "lowerdir+", layer.toString()));
        }
      }
      calls.add(MountCalls.fsconfigString(context, "upperdir", upperdir.toString()));
      calls.add(MountCalls.fsconfigString(context, "workdir", workdir.toString()));
      if (userAttributes) {
        calls.add(MountCalls.fsconfigFlag(context, "userxattr"));
      }
      calls.add(MountCalls.fsconfigCreate(context));
      calls.add(
          MountCalls.fsmount(context, MountApiFlags.FSMOUNT_CLOEXEC, 0)
              .into(Slot.ofInt(DescriptorNames.ROOTFS)));
      return calls;
    }

    private static List<Call> mapped(Slot context, Path layer) {
      Slot clone = Slot.ofInt("layer");
      return List.of(
          MountCalls.openTree(
                  Operand.AT_FDCWD,
                  layer.toString(),
                  MountApiFlags.OPEN_TREE_CLONE | MountApiFlags.OPEN_TREE_CLOEXEC)
              .into(clone),
          MountCalls.mountSetattr(
              clone,
              "",
              AtFlags.AT_EMPTY_PATH,
              MountAttributes.MOUNT_ATTR_IDMAP,
              0,
              0,
              Operand.fd("user namespace")),
          MountCalls.fsconfigString(context, "lowerdir+", "/proc/self/fd/N"));
    }
  }

  /**
   * Clones a mount of the host, detached: the root filesystem, or the source of a bind mount.
   *
   * @param descriptor its name
   * @param source the path on the host
   * @param recursive whether the mounts below it come along
   * @param directory whether it has to be a directory
   * @param set MOUNT_ATTR_* to set on the mount itself
   * @param clear MOUNT_ATTR_* to clear there
   * @param recursiveSet MOUNT_ATTR_* to set on it and all below
   * @param recursiveClear MOUNT_ATTR_* to clear there
   * @param propagation what to make of its sharing
   * @param ids which ids it shows
   * @param follow whether a symbolic link at the end of the path is followed
   */
  record CloneMount(
      String descriptor,
      Path source,
      boolean recursive,
      boolean directory,
      long set,
      long clear,
      long recursiveSet,
      long recursiveClear,
      Propagation propagation,
      Optional<MountIds> ids,
      boolean follow)
      implements Preparation {
    @Override
    public String title() {
      return "clone " + source;
    }

    @Override
    public List<Call> calls() {
      Slot clone = Slot.ofInt(descriptor);
      int flags = MountApiFlags.OPEN_TREE_CLONE | MountApiFlags.OPEN_TREE_CLOEXEC;
      int below =
          (recursive ? AtFlags.AT_RECURSIVE : 0) | (follow ? 0 : AtFlags.AT_SYMLINK_NOFOLLOW);
      int deep = AtFlags.AT_EMPTY_PATH | AtFlags.AT_RECURSIVE;
      List<Call> calls = new ArrayList<>();
      calls.add(
          MountCalls.openTree(Operand.AT_FDCWD, source.toString(), flags | below).into(clone));
      calls.add(
          MountCalls.mountSetattr(
              clone,
              "",
              propagation.recursive() ? deep : AtFlags.AT_EMPTY_PATH,
              0,
              0,
              propagation.type().flag(),
              Operand.of(0)));
      ids.ifPresent(
          shown ->
              calls.add(
                  MountCalls.mountSetattr(
                      clone,
                      "",
                      shown.recursive() ? deep : AtFlags.AT_EMPTY_PATH,
                      MountAttributes.MOUNT_ATTR_IDMAP,
                      0,
                      0,
                      Operand.fd("user namespace"))));
      if (recursiveSet != 0 || recursiveClear != 0) {
        calls.add(MountCalls.mountSetattr(clone, "", deep, recursiveSet, recursiveClear));
      }
      if (set != 0 || clear != 0) {
        calls.add(MountCalls.mountSetattr(clone, "", AtFlags.AT_EMPTY_PATH, set, clear));
      }
      return calls;
    }
  }

  /**
   * Makes a user namespace that stands for the ids of a mount.
   *
   * @param descriptor its name
   * @param ids the ids
   */
  record MakeUserNamespace(String descriptor, MountIds ids) implements Preparation {
    @Override
    public String title() {
      return "make a user namespace with the ids of a mount";
    }

    @Override
    public List<Call> calls() {
      return List.of(ProcessCalls.unshare(CloneFlags.CLONE_NEWUSER));
    }
  }

  /**
   * Makes a tmpfs with what the root filesystem has in its place.
   *
   * @param descriptor its name
   * @param target its place
   * @param flags options without a value
   * @param strings options with a value
   * @param attributes MOUNT_ATTR_* flags, of which a read-only one comes last
   */
  record MakeFilledTmpfs(
      String descriptor,
      ContainerPath target,
      List<String> flags,
      Map<String, String> strings,
      long attributes)
      implements Preparation {
    public MakeFilledTmpfs {
      flags = List.copyOf(flags);
      strings = new TreeMap<>(strings);
    }

    @Override
    public String title() {
      return "make a tmpfs with what is in " + target;
    }

    @Override
    public List<Call> calls() {
      Slot context = Slot.ofInt("filesystem");
      List<Call> calls = new ArrayList<>();
      calls.add(MountCalls.fsopen("tmpfs", MountApiFlags.FSOPEN_CLOEXEC).into(context));
      strings.forEach((key, value) -> calls.add(MountCalls.fsconfigString(context, key, value)));
      calls.add(MountCalls.fsconfigCreate(context));
      calls.add(
          MountCalls.fsmount(context, MountApiFlags.FSMOUNT_CLOEXEC, (int) attributes)
              .into(Slot.ofInt(descriptor)));
      return calls;
    }
  }

  /**
   * A device node of a container with a user namespace.
   *
   * @param mode type and permissions (inode(7))
   * @param device its number
   * @param uid its owner on the host
   * @param gid its group on the host
   */
  record Node(int mode, DeviceNumber device, long uid, long gid) {}

  /**
   * Makes a tmpfs with device nodes whose names are their numbers in the list.
   *
   * @param nodes what to make
   */
  record MakeDevices(List<Node> nodes) implements Preparation {
    public MakeDevices {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String title() {
      return "make the devices that are asked for";
    }

    @Override
    public String descriptor() {
      return DescriptorNames.DEVICES;
    }

    @Override
    public List<Call> calls() {
      Slot context = Slot.ofInt("filesystem");
      Slot mount = Slot.ofInt(descriptor());
      List<Call> calls = new ArrayList<>();
      calls.add(MountCalls.fsopen("tmpfs", MountApiFlags.FSOPEN_CLOEXEC).into(context));
      calls.add(MountCalls.fsconfigCreate(context));
      calls.add(MountCalls.fsmount(context, MountApiFlags.FSMOUNT_CLOEXEC, ATTRIBUTES).into(mount));
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        String name = Integer.toString(i);
        calls.add(FileCalls.mknodat(mount, name, node.mode(), node.device()));
        calls.add(
            FileCalls.fchownat(mount, name, node.uid(), node.gid(), AtFlags.AT_SYMLINK_NOFOLLOW));
        calls.add(FileCalls.fchmodat(mount, name, node.mode() & 07777));
      }
      return calls;
    }

    /** Of the mount, and of its clones that the container gets. */
    public static final int ATTRIBUTES =
        MountAttributes.MOUNT_ATTR_NOSUID | MountAttributes.MOUNT_ATTR_NOEXEC;
  }

  /**
   * Opens a namespace that exists.
   *
   * @param name its name in {@code /proc/self/ns}
   * @param path where it is found
   */
  record OpenNamespace(String name, Path path) implements Preparation {
    @Override
    public String title() {
      return "open the " + name + " namespace";
    }

    @Override
    public String descriptor() {
      return DescriptorNames.namespace(name);
    }

    @Override
    public List<Call> calls() {
      return List.of(
          FileCalls.openat(
                  Operand.AT_FDCWD, path.toString(), OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC)
              .into(Slot.ofInt(descriptor())));
    }
  }

  /** Makes a network namespace that somebody else serves before anybody is in it. */
  record MakeNetworkNamespace() implements Preparation {
    @Override
    public String title() {
      return "make a network namespace";
    }

    @Override
    public String descriptor() {
      return DescriptorNames.namespace(NetworkStep.NAMESPACE);
    }

    @Override
    public List<Call> calls() {
      return List.of(
          ProcessCalls.unshare(CloneFlags.CLONE_NEWNET),
          FileCalls.openat(
                  Operand.AT_FDCWD,
                  "/proc/thread-self/ns/net",
                  OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC)
              .into(Slot.ofInt(descriptor())));
    }
  }

  /**
   * Makes a pseudoterminal in a devpts instance of its own (pts(4)).
   *
   * @param options the options of devpts
   * @param attributes MOUNT_ATTR_* flags of its mount
   * @param wanted how it is set
   */
  record MakeTerminal(Map<String, String> options, long attributes, Stdio.Terminal wanted)
      implements Preparation {
    public MakeTerminal {
      options = new TreeMap<>(options);
    }

    @Override
    public String title() {
      return "make a terminal";
    }

    @Override
    public String descriptor() {
      return DescriptorNames.DEVPTS;
    }

    @Override
    public List<Call> calls() {
      Slot context = Slot.ofInt("filesystem");
      Slot devpts = Slot.ofInt(DescriptorNames.DEVPTS);
      List<Call> calls = new ArrayList<>();
      calls.add(MountCalls.fsopen("devpts", MountApiFlags.FSOPEN_CLOEXEC).into(context));
      options.forEach((key, value) -> calls.add(MountCalls.fsconfigString(context, key, value)));
      calls.add(MountCalls.fsconfigCreate(context));
      calls.add(
          MountCalls.fsmount(context, MountApiFlags.FSMOUNT_CLOEXEC, (int) attributes)
              .into(devpts));
      calls.add(
          FileCalls.openat(
              devpts, "ptmx", OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC));
      return calls;
    }
  }
}
