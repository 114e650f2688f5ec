package dev.davit.linux.file;

import static dev.davit.linux.OpenFlags.O_CREAT;
import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_EXCL;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.OpenFlags.O_WRONLY;
import static dev.davit.linux.ResolveFlags.RESOLVE_IN_ROOT;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_MAGICLINKS;

import dev.davit.linux.CallText;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;

/**
 * A directory tree whose content is not trusted, such as a container's root filesystem.
 *
 * <p>Every path is walked by the kernel with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS, so that
 * symbolic links and {@code ..} end at the tree's root, even while somebody inside renames things.
 * Nothing is ever asked by path twice: what has been opened is used by descriptor. The tree's
 * descriptor belongs to the caller.
 */
public final class RootedTree {
  private static final int RESOLVE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;

  // openat2 gives up with EAGAIN when a rename anywhere on the host meets a ".." of the walk
  private static final int TRIES_MAX = 1024;

  /** As many as the kernel follows. */
  static final int SYMLINKS_MAX = 40;

  private final Fd root;

  /** A tree, by the descriptor of its root directory; O_PATH ones and detached mounts are fine. */
  public RootedTree(Fd root) {
    this.root = root;
  }

  /** The descriptor of the root directory. */
  public Fd root() {
    return root;
  }

  /**
   * Opens what is there, without creating. For a file that may be anything, O_PATH is the flag that
   * has no effect on a FIFO or a device.
   */
  public Fd open(ContainerPath path, int flags) throws ErrnoException {
    return open(path.relative(), flags);
  }

  /** Opens a path of the tree, again when a rename elsewhere disturbed the walk. */
  Fd open(String relative, int flags) throws ErrnoException {
    byte[] name = RawName.of(relative);
    for (int i = 1; ; i++) {
      try {
        return Descriptors.open2(root, name, flags, 0, RESOLVE);
      } catch (ErrnoException e) {
        if (!e.is(Errno.EAGAIN) || i == TRIES_MAX) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Metadata of what a path leads to, symbolic links followed. */
  public Stat stat(ContainerPath path) throws ErrnoException {
    try (Fd fd = open(path, O_PATH)) {
      return Metadata.stat(fd);
    }
  }

  /** Metadata of what is at a path, a symbolic link itself included. */
  public Stat lstat(ContainerPath path) throws ErrnoException {
    try (Fd fd = open(path, O_PATH | O_NOFOLLOW)) {
      return Metadata.stat(fd);
    }
  }

  /** Whether there is something at a path, symbolic links followed. */
  public boolean exists(ContainerPath path) throws ErrnoException {
    try {
      open(path, O_PATH).close();
      return true;
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Reads a regular file. Needs the host's /proc.
   *
   * @throws ErrnoException EFBIG when it has more bytes than the limit, EINVAL when it is no
   *     regular file
   */
  public byte[] read(ContainerPath path, int limitBytes) throws ErrnoException {
    // it may be a FIFO, which would block, or a device, which an open may do anything to
    try (Fd found = open(path, O_PATH)) {
      if (!Metadata.stat(found).isRegular()) {
        throw CallText.of("read").string(path.toString()).failed(Errno.EINVAL);
      }
      try (Fd file = Descriptors.open(Fd.CWD, found.procPath(), O_RDONLY)) {
        return VirtualFile.readAll(file, limitBytes, path.toString());
      }
    }
  }

  /**
   * Opens a directory, and makes it and what is missing above it. A symbolic link to nowhere on the
   * way is followed, and what it names is made, inside the tree.
   *
   * @param permissions of the directories that are made, reduced by the umask
   * @return an O_PATH descriptor
   * @throws ErrnoException ENOTDIR when something else is there
   */
  public Fd makeDirectory(ContainerPath path, int permissions) throws ErrnoException {
    return new MissingPath(this, permissions).directory(path);
  }

  /**
   * Opens what is at a path, and makes an empty file when nothing is there, with the directories
   * above it (0755).
   *
   * @param permissions of the file, reduced by the umask
   * @return an O_PATH descriptor
   * @throws ErrnoException EISDIR when a directory is there
   */
  public Fd makeFile(ContainerPath path, int permissions) throws ErrnoException {
    return new MissingPath(this, 0755).file(path, permissions);
  }

  /** Makes a file in a directory of this tree that is open already. */
  static Fd createFile(Fd directory, byte[] name, int permissions) throws ErrnoException {
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    Descriptors.open(directory, name, flags, permissions).close();
    return Descriptors.open(directory, name, O_PATH | O_NOFOLLOW, 0);
  }

  /** Makes a directory in a directory of this tree that is open already. */
  static Fd createDirectory(Fd directory, byte[] name, int permissions) throws ErrnoException {
    Names.mkdir(directory, name, permissions);
    return Descriptors.open(directory, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
  }
}
