package dev.davit.runtime.launch;

import dev.davit.linux.AtFlags;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.RootedTree;
import dev.davit.linux.mount.FilesystemContext;
import dev.davit.linux.mount.MountChange;
import dev.davit.linux.mount.MountPropagation;
import dev.davit.linux.mount.Mounts;
import dev.davit.linux.netlink.NetworkNamespace;
import dev.davit.linux.terminal.PseudoTerminal;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.MountIds;
import dev.davit.runtime.plan.Preparation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Carries out what a plan says the host side does. */
final class Preparer {

  private final Host host;
  private final DescriptorSet descriptors;
  private Optional<PseudoTerminal> terminal = Optional.empty();

  Preparer(Host host, DescriptorSet descriptors) {
    this.host = host;
    this.descriptors = descriptors;
  }

  /** The terminal that was made, if the plan had one. */
  Optional<PseudoTerminal> terminal() {
    return terminal;
  }

  /**
   * Carries one out; its descriptor goes into the set.
   *
   * @throws StepException if it fails
   */
  void prepare(Preparation preparation) {
    try {
      descriptors.put(preparation.descriptor(), open(preparation));
    } catch (ErrnoException e) {
      throw StepException.ofCall(
          preparation.title(),
          preparation.title(),
          e.call(),
          e.errno(),
          Cures.ofPreparation(preparation, e),
          StepException.RUNTIME_FAILED);
    }
  }

  private Fd open(Preparation preparation) throws ErrnoException {
    if (preparation instanceof Preparation.MountOverlay overlay) {
      if (overlay.ids().isPresent()) {
        return new MappedOverlay(host).mount(overlay, overlay.ids().get());
      }
      return overlay.classic()
          ? ClassicOverlayMount.mount(overlay, host.architecture())
          : overlay(overlay);
    }
    if (preparation instanceof Preparation.CloneMount clone) {
      return clone(clone);
    }
    if (preparation instanceof Preparation.OpenNamespace namespace) {
      return namespace(namespace);
    }
    if (preparation instanceof Preparation.MakeNetworkNamespace) {
      return NetworkNamespace.make();
    }
    if (preparation instanceof Preparation.MakeUserNamespace wanted) {
      return new UserNamespaces(host).make(wanted.ids());
    }
    if (preparation instanceof Preparation.MakeDevices devices) {
      return devices(devices);
    }
    if (preparation instanceof Preparation.MakeFilledTmpfs tmpfs) {
      return filled(tmpfs);
    }
    return terminal((Preparation.MakeTerminal) preparation);
  }

  private static Fd namespace(Preparation.OpenNamespace wanted) throws ErrnoException {
    Fd namespace = Descriptors.open(Fd.CWD, wanted.path().toString(), OpenFlags.O_RDONLY);
    if (wanted.name().equals("mnt")
        && Metadata.stat(namespace).inode()
            == Metadata.stat(Fd.CWD, "/proc/self/ns/mnt", 0).inode()) {
      namespace.close();
      throw StepException.of(
          wanted.title(),
          wanted.path() + " is the mount namespace of the runtime itself, whose root would change");
    }
    return namespace;
  }

  /** The root filesystem is there already, for that is prepared first. */
  private Fd filled(Preparation.MakeFilledTmpfs wanted) throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("tmpfs")) {
      for (String flag : wanted.flags()) {
        context.flag(flag);
      }
      for (Map.Entry<String, String> option : wanted.strings().entrySet()) {
        context.string(option.getKey(), option.getValue());
      }
      context.create();
      Fd mount = context.mount((int) wanted.attributes() & ~MountAttributes.MOUNT_ATTR_RDONLY);
      try {
        fill(mount, wanted.target());
        String mode = wanted.strings().getOrDefault("mode", "");
        if (mode.matches("[0-7]{1,5}")) {
          Metadata.chmod(mount, ".", Integer.parseInt(mode, 8));
        }
        if ((wanted.attributes() & MountAttributes.MOUNT_ATTR_RDONLY) != 0) {
          change(mount, false, MountAttributes.MOUNT_ATTR_RDONLY, 0);
        }
        return mount;
      } catch (ErrnoException | RuntimeException e) {
        mount.close();
        throw e;
      }
    }
  }

  private static Fd devices(Preparation.MakeDevices wanted) throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("tmpfs")) {
      context.create();
      Fd mount = context.mount(Preparation.MakeDevices.ATTRIBUTES);
      try {
        for (int i = 0; i < wanted.nodes().size(); i++) {
          Preparation.Node node = wanted.nodes().get(i);
          String name = Integer.toString(i);
          Names.mknod(mount, name, node.mode(), node.device());
          Metadata.lchown(mount, name, (int) node.uid(), (int) node.gid());
          // the umask of this process took some away
          Metadata.chmod(mount, name, node.mode() & 07777);
        }
        return mount;
      } catch (ErrnoException | RuntimeException e) {
        mount.close();
        throw e;
      }
    }
  }

  private void fill(Fd mount, ContainerPath target) throws ErrnoException {
    RootedTree root = new RootedTree(descriptors.get(DescriptorNames.ROOTFS));
    if (!root.exists(target)) {
      // as one that is made for it
      Metadata.chmod(mount, ".", 0755);
      return;
    }
    try (Fd from = root.open(target, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Fd to = Descriptors.open(mount, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      TreeCopy.copy(from, to);
    }
  }

  private Fd overlay(Preparation.MountOverlay overlay) throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("overlay")) {
      for (Path layer : overlay.lowerdirs()) {
        string(context, "lowerdir+", layer.toString(), false);
      }
      string(context, "upperdir", overlay.upperdir().toString(), true);
      string(context, "workdir", overlay.workdir().toString(), true);
      if (overlay.userAttributes()) {
        context.flag("userxattr");
      }
      context.create();
      return context.mount(0);
    }
  }

  /** A path that is longer than a string parameter may be is given as a descriptor's. */
  private void string(FilesystemContext context, String key, String path, boolean escaped)
      throws ErrnoException {
    // overlayfs takes backslashes out of upperdir and workdir, and leaves lowerdir+ as it is
    String value = escaped ? path.replace("\\", "\\\\") : path;
    if (value.getBytes(StandardCharsets.UTF_8).length <= FilesystemContext.STRING_MAX) {
      context.string(key, value);
      return;
    }
    Fd directory =
        descriptors.own(Descriptors.open(Fd.CWD, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
    context.string(key, directory.procPath());
  }

  private Fd clone(Preparation.CloneMount clone) throws ErrnoException {
    int below =
        (clone.recursive() ? AtFlags.AT_RECURSIVE : 0)
            | (clone.follow() ? 0 : AtFlags.AT_SYMLINK_NOFOLLOW);
    Fd mount = Mounts.cloneTree(Fd.CWD, clone.source().toString(), below);
    try {
      if (clone.directory() && !Metadata.stat(mount).isDirectory()) {
        throw new ErrnoException(
            "open_tree(AT_FDCWD, \"" + clone.source() + "\", OPEN_TREE_CLONE)", Errno.ENOTDIR);
      }
      Mounts.setAttributes(
          mount,
          clone.propagation().recursive(),
          MountChange.propagation(MountPropagation.valueOf(clone.propagation().type().name())));
      if (clone.ids().isPresent()) {
        MountIds ids = clone.ids().get();
        try (Fd namespace = new UserNamespaces(host).make(ids)) {
          Mounts.setAttributes(mount, ids.recursive(), MountChange.idmap(namespace));
        }
      }
      change(mount, true, clone.recursiveSet(), clone.recursiveClear());
      change(mount, false, clone.set(), clone.clear());
      return mount;
    } catch (ErrnoException | RuntimeException e) {
      mount.close();
      throw e;
    }
  }

  private static void change(Fd mount, boolean recursive, long set, long clear)
      throws ErrnoException {
    if (set != 0 || clear != 0) {
      Mounts.setAttributes(mount, recursive, MountChange.attributes((int) set, (int) clear));
    }
  }

  private Fd terminal(Preparation.MakeTerminal wanted) throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("devpts")) {
      for (Map.Entry<String, String> option : wanted.options().entrySet()) {
        context.string(option.getKey(), option.getValue());
      }
      context.create();
      Fd devpts = descriptors.own(context.mount((int) wanted.attributes()));
      PseudoTerminal pair = PseudoTerminal.open(devpts);
      terminal = Optional.of(pair);
      ContainerTerminal.set(pair, wanted.wanted());
      return devpts;
    }
  }
}
