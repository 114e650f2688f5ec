package dev.davit.runtime.launch;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.RootedTree;
import dev.davit.linux.mount.FilesystemStat;
import dev.davit.linux.mount.Mounts;
import dev.davit.linux.terminal.PseudoTerminal;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;

/**
 * A pseudoterminal in the devpts of a container that runs. What is at {@code /dev/pts} there is the
 * container's to change, so it is opened by descriptor, and has to be a devpts (CVE-2025-52565).
 */
final class ContainerTerminal {

  private static final ContainerPath DEVPTS = ContainerPath.of("/dev/pts");

  private ContainerTerminal() {}

  /**
   * Makes one.
   *
   * @param root the container's root directory
   */
  static PseudoTerminal open(Fd root, Stdio.Terminal wanted) throws ErrnoException {
    String step = "make a terminal in the container's /dev/pts";
    try (Fd devpts =
        new RootedTree(root).open(DEVPTS, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      if (Mounts.statfs(devpts).type() != FilesystemStat.DEVPTS) {
        throw StepException.of(step, "/dev/pts: no devpts: mount one there to use terminals");
      }
      PseudoTerminal pair = PseudoTerminal.open(devpts);
      set(pair, wanted);
      return pair;
    } catch (ErrnoException e) {
      String cure = e.is(Errno.ENOENT) ? "mount a devpts at /dev/pts to use terminals" : "";
      throw StepException.ofCall(
          step, step, e.call(), e.errno(), cure, StepException.RUNTIME_FAILED);
    }
  }

  /** Gives a new pair its size and settings, before any program has it. */
  static void set(PseudoTerminal pair, Stdio.Terminal wanted) throws ErrnoException {
    if (wanted.rows() != 0 || wanted.columns() != 0) {
      Terminal.setWindowSize(pair.master(), new WindowSize(wanted.rows(), wanted.columns()));
    }
    if (wanted.bareLines()) {
      Terminal.setSettings(pair.slave(), Terminal.settings(pair.slave()).bareLines());
    }
  }
}
