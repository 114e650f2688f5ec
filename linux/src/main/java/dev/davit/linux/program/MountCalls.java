package dev.davit.linux.program;

import dev.davit.linux.MountFlags;
import dev.davit.linux.Syscall;
import java.util.List;

/** System calls on mounts, roots and file system contexts; mount_namespaces(7). */
public final class MountCalls {
  /** struct mount_attr, version 0. */
  private static final int MOUNT_ATTR_BYTES = 32;

  private static final long CHANGES_MOUNT =
      MountFlags.MS_BIND
          | MountFlags.MS_MOVE
          | MountFlags.MS_PRIVATE
          | MountFlags.MS_SLAVE
          | MountFlags.MS_SHARED
          | MountFlags.MS_UNBINDABLE;

  private static final Notation FSOPEN = NumberNames.flags("FSOPEN", "FSOPEN_CLOEXEC=1");
  private static final Notation FSMOUNT = NumberNames.flags("FSMOUNT", "FSMOUNT_CLOEXEC=1");

  private static final Notation FSPICK =
      NumberNames.flags(
          "FSPICK",
          "FSPICK_CLOEXEC=1 FSPICK_SYMLINK_NOFOLLOW=2 FSPICK_NO_AUTOMOUNT=4"
              + " FSPICK_EMPTY_PATH=8");

  private static final Notation OPEN_TREE =
      NumberNames.flags(
          "OPEN_TREE",
          "OPEN_TREE_CLONE=1 OPEN_TREE_CLOEXEC=0x80000 AT_SYMLINK_NOFOLLOW=0x100"
              + " AT_NO_AUTOMOUNT=0x800 AT_EMPTY_PATH=0x1000 AT_RECURSIVE=0x8000");

  private static final Notation MOVE_MOUNT =
      NumberNames.flags(
          "MOVE_MOUNT",
          "MOVE_MOUNT_F_SYMLINKS=1 MOVE_MOUNT_F_AUTOMOUNTS=2 MOVE_MOUNT_F_EMPTY_PATH=4"
              + " MOVE_MOUNT_T_SYMLINKS=0x10 MOVE_MOUNT_T_AUTOMOUNTS=0x20"
              + " MOVE_MOUNT_T_EMPTY_PATH=0x40 MOVE_MOUNT_SET_GROUP=0x100"
              + " MOVE_MOUNT_BENEATH=0x200");

  private static final Notation FSCONFIG =
      NumberNames.oneOf(
          "FSCONFIG",
          "FSCONFIG_SET_FLAG=0 FSCONFIG_SET_STRING=1 FSCONFIG_SET_BINARY=2 FSCONFIG_SET_PATH=3"
              + " FSCONFIG_SET_PATH_EMPTY=4 FSCONFIG_SET_FD=5 FSCONFIG_CMD_CREATE=6"
              + " FSCONFIG_CMD_RECONFIGURE=7 FSCONFIG_CMD_CREATE_EXCL=8");

  private static final Notation PROPAGATION =
      NumberNames.oneOf(
          "MS", "MS_UNBINDABLE=0x20000 MS_PRIVATE=0x40000 MS_SLAVE=0x80000 MS_SHARED=0x100000");

  private MountCalls() {}

  /**
   * mount(2); source, type and options may be null. What the kernel ignores, the type when it makes
   * no new superblock and the options when it neither makes nor changes one, is passed as NULL.
   */
  public static Call mount(String source, String target, String type, long flags, String options) {
    boolean changesMount = (flags & CHANGES_MOUNT) != 0;
    boolean remounts = (flags & MountFlags.MS_REMOUNT) != 0;
    return Call.of(
        Syscall.MOUNT,
        orNull(source),
        FileCalls.path(target),
        orNull(remounts || changesMount ? null : type),
        Operand.of(flags, Notations.MOUNT),
        orNull(changesMount && !remounts ? null : options));
  }

  /** umount2(2). */
  public static Call umount2(String target, int flags) {
    return Call.of(Syscall.UMOUNT2, FileCalls.path(target), Operand.of(flags, Notations.UNMOUNT));
  }

  /** pivot_root(2). */
  public static Call pivotRoot(String newRoot, String putOld) {
    return Call.of(Syscall.PIVOT_ROOT, FileCalls.path(newRoot), FileCalls.path(putOld));
  }

  /** fsopen(2). */
  public static Call fsopen(String type, int flags) {
    return Call.of(Syscall.FSOPEN, FileCalls.path(type), Operand.of(flags, FSOPEN));
  }

  /** fsconfig(2) FSCONFIG_SET_FLAG. */
  public static Call fsconfigFlag(Operand context, String key) {
    return fsconfig(context, 0, FileCalls.path(key), Operand.NULL, Operand.of(0));
  }

  /** fsconfig(2) FSCONFIG_SET_STRING. */
  public static Call fsconfigString(Operand context, String key, String value) {
    return fsconfig(context, 1, FileCalls.path(key), FileCalls.path(value), Operand.of(0));
  }

  /** fsconfig(2) FSCONFIG_SET_BINARY. */
  public static Call fsconfigBinary(Operand context, String key, byte[] value) {
    Data blob = new Data("blob", value.length, value.clone(), List.of(), DataNotation.HEX_BYTES);
    return fsconfig(context, 2, FileCalls.path(key), blob.address(), FileCalls.size(blob));
  }

  /** fsconfig(2) FSCONFIG_SET_PATH. */
  public static Call fsconfigPath(Operand context, String key, Operand directory, String path) {
    return fsconfig(context, 3, FileCalls.path(key), FileCalls.path(path), directory);
  }

  /** fsconfig(2) FSCONFIG_SET_PATH_EMPTY: the descriptor itself is the path. */
  public static Call fsconfigPathEmpty(Operand context, String key, Operand fd) {
    return fsconfig(context, 4, FileCalls.path(key), FileCalls.path(""), fd);
  }

  /** fsconfig(2) FSCONFIG_SET_FD. */
  public static Call fsconfigFd(Operand context, String key, Operand fd) {
    return fsconfig(context, 5, FileCalls.path(key), Operand.NULL, fd);
  }

  /** fsconfig(2) FSCONFIG_CMD_CREATE. */
  public static Call fsconfigCreate(Operand context) {
    return fsconfig(context, 6, Operand.NULL, Operand.NULL, Operand.of(0));
  }

  /** fsconfig(2) FSCONFIG_CMD_RECONFIGURE. */
  public static Call fsconfigReconfigure(Operand context) {
    return fsconfig(context, 7, Operand.NULL, Operand.NULL, Operand.of(0));
  }

  /** fsconfig(2) FSCONFIG_CMD_CREATE_EXCL: fails with EBUSY when the superblock would be shared. */
  public static Call fsconfigCreateExclusive(Operand context) {
    return fsconfig(context, 8, Operand.NULL, Operand.NULL, Operand.of(0));
  }

  private static Call fsconfig(
      Operand context, int command, Operand key, Operand value, Operand auxiliary) {
    return Call.of(Syscall.FSCONFIG, context, Operand.of(command, FSCONFIG), key, value, auxiliary);
  }

  /** fsmount(2); the attributes are MOUNT_ATTR_ flags. */
  public static Call fsmount(Operand context, int flags, int attributes) {
    return Call.of(
        Syscall.FSMOUNT,
        context,
        Operand.of(flags, FSMOUNT),
        Operand.of(attributes, Notations.MOUNT_ATTRIBUTES));
  }

  /** fspick(2). */
  public static Call fspick(Operand directory, String path, int flags) {
    return Call.of(Syscall.FSPICK, directory, FileCalls.path(path), Operand.of(flags, FSPICK));
  }

  /** open_tree(2). */
  public static Call openTree(Operand directory, String path, int flags) {
    return Call.of(
        Syscall.OPEN_TREE, directory, FileCalls.path(path), Operand.of(flags, OPEN_TREE));
  }

  /** move_mount(2). */
  public static Call moveMount(
      Operand fromDirectory, String from, Operand toDirectory, String to, int flags) {
    return Call.of(
        Syscall.MOVE_MOUNT,
        fromDirectory,
        FileCalls.path(from),
        toDirectory,
        FileCalls.path(to),
        Operand.of(flags, MOVE_MOUNT));
  }

  /** mount_setattr(2) that sets and clears attributes. */
  public static Call mountSetattr(Operand directory, String path, int flags, long set, long clear) {
    return mountSetattr(directory, path, flags, set, clear, 0, Operand.of(0));
  }

  /**
   * mount_setattr(2).
   *
   * @param propagation MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE, or 0 to leave it
   * @param userNamespace for MOUNT_ATTR_IDMAP; otherwise 0
   */
  public static Call mountSetattr(
      Operand directory,
      String path,
      int flags,
      long set,
      long clear,
      long propagation,
      Operand userNamespace) {
    Data attributes =
        Data.struct("mount_attr", MOUNT_ATTR_BYTES)
            .field(0, 8, "attr_set", Operand.of(set, Notations.MOUNT_ATTRIBUTES))
            .field(8, 8, "attr_clr", Operand.of(clear, Notations.MOUNT_ATTRIBUTES))
            .field(16, 8, "propagation", Operand.of(propagation, PROPAGATION))
            .field(24, 8, "userns_fd", userNamespace)
            .build();
    return Call.of(
        Syscall.MOUNT_SETATTR,
        directory,
        FileCalls.path(path),
        Operand.of(flags, Notations.AT),
        attributes.address(),
        Operand.of(MOUNT_ATTR_BYTES));
  }

  private static Operand orNull(String text) {
    return text == null ? Operand.NULL : FileCalls.path(text);
  }
}
