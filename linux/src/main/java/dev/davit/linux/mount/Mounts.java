package dev.davit.linux.mount;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_T_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLOEXEC;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLONE;

import dev.davit.linux.AtFlags;
import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.MountFlags;
import dev.davit.linux.RawName;
import dev.davit.linux.Syscall;
import dev.davit.linux.UnmountFlags;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** Mounts by descriptor (Linux 5.2, attributes 5.12), and the classic calls. */
public final class Mounts {
  private static final int MOUNT_ATTR_SIZE = 32;
  private static final int STATFS_SIZE = 120;

  private Mounts() {}

  /**
   * open_tree(2) with OPEN_TREE_CLONE: a detached copy of a mount, which is in no mount table and
   * goes away with its last descriptor unless it is attached.
   *
   * @param flags AT_RECURSIVE for the mounts below it too, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
   */
  public static Fd cloneTree(Fd directory, String path, int flags) throws ErrnoException {
    return openTree(directory, path, flags | OPEN_TREE_CLONE);
  }

  /** open_tree(2); OPEN_TREE_CLOEXEC is added to the flags. */
  public static Fd openTree(Fd directory, String path, int flags) throws ErrnoException {
    int all = flags | OPEN_TREE_CLOEXEC;
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.OPEN_TREE, directory.number(), name, all);
    }
    if (result < 0) {
      throw CallText.of("open_tree")
          .fd(directory)
          .string(path)
          .raw(printOpenTree(all))
          .failed(result);
    }
    return Fd.owning((int) result);
  }

  private static String printOpenTree(int flags) {
    int rest = flags & ~(OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    return ((flags & OPEN_TREE_CLONE) == 0 ? "" : "OPEN_TREE_CLONE|")
        + "OPEN_TREE_CLOEXEC"
        + (rest == 0 ? "" : "|" + AtFlags.print(rest));
  }

  /** move_mount(2): attaches a mount on an open directory or file, both by descriptor. */
  public static void attach(Fd mount, Fd target) throws ErrnoException {
    int flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
    moveMount(mount, "", target, "", flags);
  }

  /** move_mount(2) with flags MOVE_MOUNT_* of {@link MountApiFlags}. */
  public static void moveMount(Fd fromDirectory, String from, Fd toDirectory, String to, int flags)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long source = scratch.string(RawName.of(from));
      long target = scratch.string(RawName.of(to));
      result =
          Kernel.call(
              Syscall.MOVE_MOUNT,
              fromDirectory.number(),
              source,
              toDirectory.number(),
              target,
              flags);
    }
    if (result < 0) {
      throw CallText.of("move_mount")
          .fd(fromDirectory)
          .string(from)
          .fd(toDirectory)
          .string(to)
          .raw(MountApiFlags.printMoveMount(flags))
          .failed(result);
    }
  }

  /** mount_setattr(2) of a mount by descriptor; with the mounts below it, all or none. */
  public static void setAttributes(Fd mount, boolean recursive, MountChange change)
      throws ErrnoException {
    int flags = AT_EMPTY_PATH | (recursive ? AtFlags.AT_RECURSIVE : 0);
    setAttributes(mount, "", flags, change);
  }

  /** mount_setattr(2) with flags AT_EMPTY_PATH, AT_RECURSIVE, AT_SYMLINK_NOFOLLOW. */
  public static void setAttributes(Fd directory, String path, int flags, MountChange change)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      long attr = scratch.reserve(MOUNT_ATTR_SIZE);
      scratch.putLong(attr, Integer.toUnsignedLong(change.set()));
      scratch.putLong(attr + 8, Integer.toUnsignedLong(change.clear()));
      scratch.putLong(attr + 16, Integer.toUnsignedLong(change.propagation().flag()));
      scratch.putLong(
          attr + 24,
          change.userNamespace().isPresent() ? change.userNamespace().get().number() : 0);
      result =
          Kernel.call(
              Syscall.MOUNT_SETATTR, directory.number(), name, flags, attr, MOUNT_ATTR_SIZE);
    }
    if (result < 0) {
      throw CallText.of("mount_setattr")
          .fd(directory)
          .string(path)
          .raw(AtFlags.print(flags))
          .raw(change.toString())
          .number(MOUNT_ATTR_SIZE)
          .failed(result);
    }
  }

  /**
   * mount(2), in this process's mount namespace.
   *
   * @param source may be null
   * @param type may be null
   * @param data options of the file system, may be null, at most a page
   */
  public static void mount(String source, String target, String type, int flags, String data)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      result =
          Kernel.call(
              Syscall.MOUNT,
              optional(scratch, source),
              scratch.string(RawName.of(target)),
              optional(scratch, type),
              Integer.toUnsignedLong(flags),
              optional(scratch, data));
    }
    if (result < 0) {
      throw CallText.of("mount")
          .string(source)
          .string(target)
          .string(type)
          .raw(MountFlags.print(Integer.toUnsignedLong(flags)))
          .string(data)
          .failed(result);
    }
  }

  private static long optional(Scratch scratch, String text) {
    return text == null ? 0 : scratch.string(RawName.of(text));
  }

  /** umount2(2) with flags of {@link UnmountFlags}. */
  public static void unmount(String target, int flags) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      result = Kernel.call(Syscall.UMOUNT2, scratch.string(RawName.of(target)), flags);
    }
    if (result < 0) {
      throw CallText.of("umount2").string(target).raw(UnmountFlags.print(flags)).failed(result);
    }
  }

  /** fstatfs(2) of the file system that an open file is on, O_PATH ones included. */
  public static FilesystemStat statfs(Fd fd) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long st = scratch.reserve(STATFS_SIZE);
      long result = Kernel.call(Syscall.FSTATFS, fd.number(), st);
      if (result < 0) {
        throw CallText.of("fstatfs").fd(fd).failed(result);
      }
      return read(scratch, st);
    }
  }

  /** statfs(2) of the file system that a path is on. */
  public static FilesystemStat statfs(String path) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      long st = scratch.reserve(STATFS_SIZE);
      long result = Kernel.call(Syscall.STATFS, name, st);
      if (result < 0) {
        throw CallText.of("statfs").string(path).failed(result);
      }
      return read(scratch, st);
    }
  }

  // struct statfs of asm-generic/statfs.h, the same on both architectures
  private static FilesystemStat read(Scratch scratch, long st) {
    return new FilesystemStat(
        scratch.getLong(st),
        scratch.getLong(st + 8),
        scratch.getLong(st + 16),
        scratch.getLong(st + 24),
        scratch.getLong(st + 32),
        scratch.getLong(st + 40),
        scratch.getLong(st + 48),
        scratch.getLong(st + 64),
        scratch.getLong(st + 80));
  }
}
