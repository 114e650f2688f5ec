package dev.davit.runtime.plan;

import static dev.davit.linux.ResolveFlags.RESOLVE_IN_ROOT;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_MAGICLINKS;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_SYMLINKS;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.Mode;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Slot;

/**
 * Opens paths that the image has a say in. The working directory is the container's root, and no
 * link leads out of it or through procfs's magic (openat2(2)).
 */
final class InRoot {

  private static final long RESOLVE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;

  private InRoot() {}

  /** Opens what exists, and goes to the label if it does not. */
  static void open(
      Lowering to, ContainerPath path, long flags, Slot into, Errno missing, String label) {
    open(to, Operand.AT_FDCWD, path, flags, into, missing, label);
  }

  /** The same with another root than the container's. */
  static void open(
      Lowering to,
      Operand root,
      ContainerPath path,
      long flags,
      Slot into,
      Errno missing,
      String label) {
    String again = to.here("open");
    to.call(
        openat2(root, path, flags)
            .into(into)
            .onError(Errno.EAGAIN, again)
            .onError(missing, label)
            .onError(Errno.ENOTDIR, label));
  }

  /**
   * Opens a file or directory for its place in the tree, and makes it and its parents if missing.
   */
  static void openOrMake(
      Lowering to, ContainerPath path, boolean file, FilesystemStep.Way way, Slot into) {
    long flags =
        OpenFlags.O_PATH
            | (file ? 0 : OpenFlags.O_DIRECTORY)
            | (way == FilesystemStep.Way.LINK_ITSELF ? OpenFlags.O_NOFOLLOW : 0);
    long resolve = way == FilesystemStep.Way.STRICT ? RESOLVE | RESOLVE_NO_SYMLINKS : RESOLVE;
    String missing = to.freshLabel("missing");
    String found = to.freshLabel("found");
    String open = to.here("open");
    to.call(
        openat2(path, flags, resolve)
            .into(into)
            .onError(Errno.EAGAIN, open)
            .onError(Errno.ENOENT, missing));
    to.jump(found);
    to.label(missing);
    to.conditional(
        () -> {
          make(to, path, file, resolve);
          String again = to.here("open");
          to.call(openat2(path, flags, resolve).into(into).onError(Errno.EAGAIN, again));
        });
    to.label(found);
    if (!file) {
      to.know(path);
    }
  }

  private static void make(Lowering to, ContainerPath path, boolean file, long resolve) {
    Slot parent = to.slot("parent");
    for (int depth = to.depthOfKnown(path) + 1; depth <= path.components().size(); depth++) {
      ContainerPath part = new ContainerPath(path.components().subList(0, depth));
      String open = to.here("open");
      to.call(
          openat2(part.parent(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, resolve)
              .into(parent)
              .onError(Errno.EAGAIN, open));
      boolean last = depth == path.components().size();
      Call make =
          last && file
              ? FileCalls.mknodat(parent, part.name(), Mode.S_IFREG | 0644, 0)
              : FileCalls.mkdirat(parent, part.name(), 0755);
      to.call(make.ignoring(Errno.EEXIST));
      to.call(FileCalls.close(parent));
    }
  }

  /** Opens a path, following links inside the root. */
  static Call openat2(ContainerPath path, long flags) {
    return openat2(path, flags, RESOLVE);
  }

  /** The same with another root than the container's. */
  static Call openat2(Operand root, ContainerPath path, long flags) {
    return FileCalls.openat2(root, path.toString(), flags | OpenFlags.O_CLOEXEC, RESOLVE);
  }

  // a change anywhere in the mount table or a rename can make a path with ".." fail with EAGAIN
  private static Call openat2(ContainerPath path, long flags, long resolve) {
    return FileCalls.openat2(
        Operand.AT_FDCWD, path.toString(), flags | OpenFlags.O_CLOEXEC, resolve);
  }
}
