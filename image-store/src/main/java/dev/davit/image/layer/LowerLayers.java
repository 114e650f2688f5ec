package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.ResolveFlags.RESOLVE_BENEATH;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_MAGICLINKS;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_SYMLINKS;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_XDEV;

import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The layers below another one, looked at as overlayfs shows them: the top-most entry wins,
 * whiteouts and opaque directories hide what is below. Nothing is mounted, so that it works without
 * privileges too.
 */
public final class LowerLayers implements AutoCloseable {

  private static final int RESOLVE =
      RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  private final List<Fd> roots;

  private LowerLayers(List<Fd> roots) {
    this.roots = roots;
  }

  /**
   * Opens layers.
   *
   * @param directories top-most first; may be empty
   */
  public static LowerLayers open(List<Path> directories) throws ErrnoException {
    LowerLayers layers = new LowerLayers(new ArrayList<>());
    try {
      for (Path directory : directories) {
        layers.roots.add(Descriptors.open(Fd.CWD, directory.toString(), O_PATH | O_DIRECTORY));
      }
      return layers;
    } catch (ErrnoException e) {
      layers.close();
      throw e;
    }
  }

  /** What is to be seen at a path, if anything: a descriptor (O_PATH) that the caller closes. */
  public Optional<Fd> find(RawPath path) throws ErrnoException {
    for (Fd root : roots) {
      Optional<Fd> found = openBeneath(root, path);
      if (found.isPresent()) {
        if (!path.isRoot() && Whiteout.is(Metadata.stat(found.get()))) {
          found.get().close();
          return Optional.empty();
        }
        return found;
      }
      if (hides(root, path)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** True if something is to be seen at a path. */
  public boolean has(RawPath path) throws ErrnoException {
    Optional<Fd> found = find(path);
    found.ifPresent(Fd::close);
    return found.isPresent();
  }

  /** The names that are to be seen in a directory; none if there is no directory at the path. */
  public Set<RawPath> names(RawPath path) throws ErrnoException {
    Set<RawPath> names = new LinkedHashSet<>();
    Set<RawPath> hidden = new HashSet<>();
    for (Fd root : roots) {
      try (Fd found = openBeneath(root, path).orElse(null)) {
        if (found == null) {
          if (hides(root, path)) {
            break;
          }
          continue;
        }
        if (!Metadata.stat(found).isDirectory()) {
          break;
        }
        for (DirectoryEntry entry : Directories.list(found)) {
          RawPath name = RawPath.of(entry.name());
          Optional<Stat> stat = LayerTree.stat(found, name);
          if (stat.isPresent() && Whiteout.is(stat.get())) {
            hidden.add(name);
          } else if (stat.isPresent() && !hidden.contains(name)) {
            names.add(name);
          }
        }
        if (!path.isRoot() && Attributes.isOpaque(found)) {
          break;
        }
      }
    }
    return names;
  }

  /** True if a layer that lacks the path keeps those below from showing theirs. */
  private static boolean hides(Fd root, RawPath path) throws ErrnoException {
    RawPath at = RawPath.ROOT;
    for (String component : path.parent().components()) {
      at = at.child(new RawPath(component));
      try (Fd directory = openBeneath(root, at).orElse(null)) {
        if (directory == null) {
          return false;
        }
        if (!Metadata.stat(directory).isDirectory() || Attributes.isOpaque(directory)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<Fd> openBeneath(Fd root, RawPath path) throws ErrnoException {
    byte[] bytes = path.isRoot() ? new byte[] {'.'} : path.bytes();
    try {
      return Optional.of(Descriptors.open2(root, bytes, O_PATH | O_NOFOLLOW, 0, RESOLVE));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    roots.forEach(Fd::close);
  }
}
