package dev.davit.runtime.launch;

import dev.davit.linux.AtFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.mount.FilesystemContext;
import dev.davit.linux.mount.MountChange;
import dev.davit.linux.mount.MountPropagation;
import dev.davit.linux.mount.Mounts;
import dev.davit.linux.terminal.PseudoTerminal;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
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
      return overlay.classic()
          ? ClassicOverlayMount.mount(overlay, host.architecture())
          : overlay(overlay);
    }
    if (preparation instanceof Preparation.CloneMount clone) {
      return clone(clone);
    }
    if (preparation instanceof Preparation.OpenNamespace namespace) {
      return Descriptors.open(Fd.CWD, namespace.path().toString(), OpenFlags.O_RDONLY);
    }
    return terminal((Preparation.MakeTerminal) preparation);
  }

  private Fd overlay(Preparation.MountOverlay overlay) throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("overlay")) {
      for (Path layer : overlay.lowerdirs()) {
        string(context, "lowerdir+", layer.toString(), false);
      }
      string(context, "upperdir", overlay.upperdir().toString(), true);
      string(context, "workdir", overlay.workdir().toString(), true);
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
    int below = clone.recursive() ? AtFlags.AT_RECURSIVE : 0;
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
      if (wanted.rows() != 0 || wanted.columns() != 0) {
        Terminal.setWindowSize(pair.master(), new WindowSize(wanted.rows(), wanted.columns()));
      }
      return devpts;
    }
  }
}
