package dev.davit.linux.file;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_PATH;

import dev.davit.linux.CallText;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.RawName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes what is missing of a path inside a {@link RootedTree}.
 *
 * <p>The kernel walks as far as the path exists. From there on each component is made in the
 * directory that was opened last, by descriptor and without following anything. Where a symbolic
 * link is in the way, which then leads to nowhere, its target takes the place of the walked
 * components and the walk begins anew at the tree's root.
 */
final class MissingPath {
  private static final int UNTYPED = 0;

  private final RootedTree tree;
  private final int directoryPermissions;

  MissingPath(RootedTree tree, int directoryPermissions) {
    this.tree = tree;
    this.directoryPermissions = directoryPermissions;
  }

  Fd directory(ContainerPath path) throws ErrnoException {
    return make(path, Mode.S_IFDIR, directoryPermissions);
  }

  Fd file(ContainerPath path, int permissions) throws ErrnoException {
    return make(path, Mode.S_IFREG, permissions);
  }

  private Fd make(ContainerPath path, int type, int permissions) throws ErrnoException {
    List<String> names = path.components();
    for (int i = 0; i < RootedTree.SYMLINKS_MAX; i++) {
      Fd found = find(names, type == Mode.S_IFDIR ? O_DIRECTORY : UNTYPED);
      if (found != null) {
        return checked(found, path, type);
      }
      Walk walk = deepest(names);
      try {
        while (walk.step(type, permissions)) {
          if (walk.isDone()) {
            return walk.take();
          }
        }
        names = walk.detour();
      } finally {
        walk.close();
      }
    }
    throw CallText.of("openat2").fd(tree.root()).string(path.relative()).failed(Errno.ELOOP);
  }

  /** Opens a path, or gives null when it does not exist. */
  private Fd find(List<String> names, int flags) throws ErrnoException {
    try {
      String path = names.isEmpty() ? "." : String.join("/", names);
      return tree.open(path, O_PATH | flags);
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return null;
      }
      throw e;
    }
  }

  private static Fd checked(Fd found, ContainerPath path, int type) throws ErrnoException {
    try {
      if (type != Mode.S_IFDIR && Metadata.stat(found).isDirectory()) {
        throw CallText.of("openat2").string(path.toString()).failed(Errno.EISDIR);
      }
      return found;
    } catch (ErrnoException e) {
      found.close();
      throw e;
    }
  }

  /** Opens the longest part of the path that is a directory. */
  private Walk deepest(List<String> names) throws ErrnoException {
    for (int length = names.size() - 1; length >= 0; length--) {
      Fd found = find(names.subList(0, length), O_DIRECTORY);
      if (found != null) {
        return new Walk(found, names, length, directoryPermissions);
      }
    }
    throw CallText.of("openat2").fd(tree.root()).string(".").failed(Errno.ENOENT);
  }

  /** The part of the way that has to be made. */
  private static final class Walk implements AutoCloseable {
    private final List<String> names;
    private final int directoryPermissions;
    private Fd current;
    private int done;

    Walk(Fd current, List<String> names, int done, int directoryPermissions) {
      this.current = current;
      this.names = names;
      this.done = done;
      this.directoryPermissions = directoryPermissions;
    }

    boolean isDone() {
      return done == names.size();
    }

    Fd take() {
      Fd taken = current;
      current = null;
      return taken;
    }

    /** Makes the next component; false when something is there already. */
    boolean step(int type, int permissions) throws ErrnoException {
      String next = names.get(done);
      byte[] name = RawName.of(next);
      boolean last = done == names.size() - 1;
      if (next.equals("..")) {
        // its directory is missing, and a made-up one would not be what a symbolic link may mean
        throw CallText.of("mkdirat").fd(current).string(name).failed(Errno.ENOENT);
      }
      try {
        Fd made =
            last && type == Mode.S_IFREG
                ? RootedTree.createFile(current, name, permissions)
                : RootedTree.createDirectory(
                    current, name, last ? permissions : directoryPermissions);
        current.close();
        current = made;
        done++;
        return true;
      } catch (ErrnoException e) {
        boolean raced = e.is(Errno.EEXIST) || e.is(Errno.ELOOP) || e.is(Errno.ENOTDIR);
        if (raced || e.is(Errno.ENOENT)) {
          return false;
        }
        throw e;
      }
    }

    /** The path with the symbolic link that is in the way replaced by its target. */
    List<String> detour() throws ErrnoException {
      byte[] link = RawName.of(names.get(done));
      byte[] bytes;
      try {
        bytes = Names.readlink(current, link);
      } catch (ErrnoException e) {
        if (e.is(Errno.EINVAL) || e.is(Errno.ENOENT)) {
          // no link: somebody made or removed something meanwhile, so walk the same way again
          return names;
        }
        throw e;
      }
      String target = new String(bytes, StandardCharsets.UTF_8);
      if (!Arrays.equals(bytes, target.getBytes(StandardCharsets.UTF_8))) {
        throw CallText.of("readlinkat").fd(current).string(link).failed(Errno.EILSEQ);
      }
      List<String> detour = new ArrayList<>();
      if (!target.startsWith("/")) {
        detour.addAll(names.subList(0, done));
      }
      detour.addAll(ContainerPath.ROOT.resolve(target).components());
      detour.addAll(names.subList(done + 1, names.size()));
      return detour;
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
      }
    }
  }
}
