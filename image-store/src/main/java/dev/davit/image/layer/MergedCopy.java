package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Copies a directory as it is to be seen through all layers, for places where overlayfs cannot be
 * mounted. Needs no mount, and keeps what {@link FileCopy} keeps and which names are one file.
 */
public final class MergedCopy {

  private final LowerLayers from;
  private final Fd top;
  private final Map<String, RawPath> firstNames = new HashMap<>();

  private MergedCopy(LowerLayers from, Fd top) {
    this.from = from;
    this.top = top;
  }

  /**
   * Copies a directory.
   *
   * @param path of the directory in the layers; nothing is copied if there is none
   * @param to an empty directory, open for reading, that becomes the copy
   */
  public static void copy(LowerLayers from, RawPath path, Fd to) throws ErrnoException {
    try (Fd model = from.find(path).orElse(null)) {
      if (model != null && Metadata.stat(model).isDirectory()) {
        new MergedCopy(from, to).directory(model, path, RawPath.ROOT, to);
      }
    }
  }

  private void directory(Fd model, RawPath path, RawPath made, Fd to) throws ErrnoException {
    for (RawPath name : new TreeSet<>(from.names(path))) {
      Optional<Fd> found = from.find(path.child(name));
      if (found.isEmpty()) {
        continue;
      }
      try (Fd entry = found.get()) {
        Stat stat = Metadata.stat(entry);
        if (stat.isDirectory()) {
          Names.mkdir(to, name.bytes(), 0700);
          int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
          try (Fd below = Descriptors.open(to, name.bytes(), flags, 0)) {
            directory(entry, path.child(name), made.child(name), below);
          }
        } else {
          file(entry, stat, made.child(name), to);
        }
      }
    }
    Timestamp modified = Attributes.copy(model, to);
    Metadata.setTimes(to, modified, modified);
  }

  private void file(Fd model, Stat stat, RawPath path, Fd parent) throws ErrnoException {
    String identity = stat.device() + ":" + stat.inode();
    RawPath first = stat.links() > 1 ? firstNames.putIfAbsent(identity, path) : null;
    if (first == null) {
      FileCopy.copy(model, stat, parent, path.base().bytes());
    } else {
      Names.link(top, first.bytes(), parent, path.base().bytes(), 0);
    }
  }
}
