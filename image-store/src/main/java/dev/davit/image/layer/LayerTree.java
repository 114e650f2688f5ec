package dev.davit.image.layer;

import static dev.davit.linux.AtFlags.AT_SYMLINK_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.ResolveFlags.RESOLVE_IN_ROOT;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_MAGICLINKS;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_SYMLINKS;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_XDEV;

import dev.davit.image.ImageException;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.util.Optional;

/**
 * A layer under construction. Paths are walked by the kernel with the layer's directory as root:
 * symbolic links inside mean what they would mean in a container, and nothing leads outside
 * (openat2(2), RESOLVE_IN_ROOT). Entries are then made in the directory that was found, by
 * descriptor and without following anything.
 */
final class LayerTree implements AutoCloseable {

  private static final int RESOLVE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  private static final int MAX_TRIES = 1024;
  private static final RawPath HERE = new RawPath(".");

  /** Told about directories that no entry of the archive has described. */
  interface ImpliedDirectory {
    /**
     * Gives a new directory its attributes.
     *
     * @param path in the layer
     * @param replaced true if it stands where the layer had hidden something
     */
    void made(RawPath path, Fd directory, boolean replaced) throws ErrnoException;
  }

  private final Fd root;
  private final ImpliedDirectory implied;
  private final int resolve;
  private RawPath cachedPath;
  private Fd cached;

  /** Takes over the descriptor of the layer's directory. */
  LayerTree(Fd root, ImpliedDirectory implied) {
    this(root, implied, RESOLVE | RESOLVE_NO_XDEV);
  }

  private LayerTree(Fd root, ImpliedDirectory implied, int resolve) {
    this.root = root;
    this.implied = implied;
    this.resolve = resolve;
  }

  /** The root of a container, whose volumes belong to it. */
  static LayerTree withMounts(Fd root, ImpliedDirectory implied) {
    return new LayerTree(root, implied, RESOLVE);
  }

  Fd root() {
    return root;
  }

  /** Opens a directory for use as the place of names; the caller closes it. */
  Fd open(RawPath path) throws ErrnoException {
    byte[] bytes = path.isRoot() ? HERE.bytes() : path.bytes();
    for (int tries = 1; ; tries++) {
      try {
        return Descriptors.open2(root, bytes, O_PATH | O_DIRECTORY, 0, resolve);
      } catch (ErrnoException e) {
        // A rename anywhere on the host met a ".." of the walk.
        if (!e.is(Errno.EAGAIN) || tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Opens a directory to change it, unless there is none or a symbolic link leads to it. */
  Optional<Fd> openPlain(RawPath path) throws ErrnoException {
    byte[] bytes = path.isRoot() ? HERE.bytes() : path.bytes();
    int resolve = RESOLVE | RESOLVE_NO_SYMLINKS;
    try {
      return Optional.of(Descriptors.open2(root, bytes, O_RDONLY | O_DIRECTORY, 0, resolve));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The directory of that path, made with all that is missing above it. It stays open until the
   * next call; neighbours in an archive mostly share it.
   */
  Fd directory(RawPath path) throws ErrnoException {
    if (path.equals(cachedPath)) {
      return cached;
    }
    Fd found;
    try {
      found = open(path);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
      found = make(path);
    }
    forget();
    cachedPath = path;
    cached = found;
    return found;
  }

  /** Makes what is missing of a path, one component after the other. */
  private Fd make(RawPath path) throws ErrnoException {
    Fd current = open(RawPath.ROOT);
    try {
      RawPath at = RawPath.ROOT;
      for (String component : path.components()) {
        RawPath name = new RawPath(component);
        at = at.child(name);
        Fd next = step(current, at, name);
        current.close();
        current = next;
      }
      return current;
    } catch (ErrnoException | RuntimeException e) {
      current.close();
      throw e;
    }
  }

  private Fd step(Fd parent, RawPath path, RawPath name) throws ErrnoException {
    try {
      return open(path);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
    }
    Optional<Stat> there = stat(parent, name);
    boolean replaced = there.isPresent() && Whiteout.is(there.get());
    if (there.isPresent() && !replaced) {
      throw new ImageException.Malformed(
          there.get().isSymlink()
              ? path + " is a symbolic link to a directory that this layer does not have"
              : path + " is not a directory in this layer");
    }
    return create(parent, path, name, replaced);
  }

  /**
   * The same directory, but without following any symbolic link, for whiteouts: something else than
   * a directory on the way hides everything below by itself, and what a link points to is not
   * meant. The caller closes it.
   */
  Optional<Fd> plainDirectory(RawPath path) throws ErrnoException {
    Fd current = open(RawPath.ROOT);
    try {
      RawPath at = RawPath.ROOT;
      for (String component : path.components()) {
        RawPath name = new RawPath(component);
        at = at.child(name);
        Optional<Stat> there = stat(current, name);
        boolean directory = there.isPresent() && there.get().isDirectory();
        boolean whiteout = there.isPresent() && Whiteout.is(there.get());
        if (there.isPresent() && !directory && !whiteout) {
          current.close();
          return Optional.empty();
        }
        Fd next =
            directory
                ? openHere(current, name, O_PATH | O_DIRECTORY)
                : create(current, at, name, whiteout);
        current.close();
        current = next;
      }
      return Optional.of(current);
    } catch (ErrnoException | RuntimeException e) {
      current.close();
      throw e;
    }
  }

  private Fd create(Fd parent, RawPath path, RawPath name, boolean replaced) throws ErrnoException {
    if (replaced) {
      Names.unlink(parent, name.bytes(), 0);
    }
    Names.mkdir(parent, name.bytes(), 0755);
    Fd made = openHere(parent, name, O_RDONLY | O_DIRECTORY);
    try {
      implied.made(path, made, replaced);
      return made;
    } catch (ErrnoException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Opens a name of a directory itself, whatever it is; symbolic links are not followed. */
  static Fd openHere(Fd directory, RawPath name, int flags) throws ErrnoException {
    return Descriptors.open(directory, name.bytes(), flags | O_NOFOLLOW, 0);
  }

  /** What a name of a directory is, if it is there; symbolic links are not followed. */
  static Optional<Stat> stat(Fd directory, RawPath name) throws ErrnoException {
    try {
      return Optional.of(Metadata.stat(directory, name.bytes(), AT_SYMLINK_NOFOLLOW));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Removes whatever has a name, with all below it. */
  void replace(Fd directory, RawPath name) throws ErrnoException {
    TreeRemoval.remove(directory, name.bytes());
    // The directory behind the cached descriptor may be the one that went.
    if (cached != directory) {
      forget();
    }
    cachedPath = null;
  }

  private void forget() {
    cachedPath = null;
    if (cached != null) {
      cached.close();
      cached = null;
    }
  }

  @Override
  public void close() {
    forget();
    root.close();
  }
}
