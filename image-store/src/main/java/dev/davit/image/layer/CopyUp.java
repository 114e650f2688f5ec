package dev.davit.image.layer;

import static dev.davit.linux.AtFlags.AT_SYMLINK_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_CREAT;
import static dev.davit.linux.OpenFlags.O_EXCL;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.OpenFlags.O_WRONLY;

import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.util.Map;
import java.util.Optional;

/**
 * Copies a file of a lower layer into the layer under construction, as overlayfs does when somebody
 * gives the file another name: a hard link cannot reach into another layer.
 */
final class CopyUp {

  private static final long MOST = 1L << 30;

  private CopyUp() {}

  /**
   * Copies a file that is no directory.
   *
   * @return false if lower layers have no such file
   */
  static boolean copy(LowerLayers lower, LayerTree tree, RawPath path) throws ErrnoException {
    Optional<Fd> found = lower.find(path);
    if (found.isEmpty()) {
      return false;
    }
    try (Fd model = found.get()) {
      Stat stat = Metadata.stat(model);
      if (stat.isDirectory()) {
        return false;
      }
      Fd parent = tree.directory(path.parent());
      byte[] name = path.base().bytes();
      if (stat.isRegular()) {
        copyContent(model, parent, name);
      } else if (stat.isSymlink()) {
        Names.symlink(Names.readlink(model, ""), parent, name);
      } else {
        Names.mknod(parent, name, stat.type() | 0600, stat.rdev());
      }
      describe(model, stat, parent, name);
      return true;
    }
  }

  private static void copyContent(Fd model, Fd parent, byte[] name) throws ErrnoException {
    try (Fd from = Descriptors.open(Fd.CWD, model.procPath(), O_RDONLY);
        Fd to = Descriptors.open(parent, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0600)) {
      while (Content.copyRange(from, to, MOST) > 0) {
        // copies as much as it can each time
      }
    }
  }

  private static void describe(Fd model, Stat stat, Fd parent, byte[] name) throws ErrnoException {
    try (Fd file = Descriptors.open(parent, name, O_PATH | O_NOFOLLOW, 0)) {
      Metadata.chown(file, stat.uid(), stat.gid());
      if (!stat.isSymlink()) {
        Metadata.chmodPath(file, stat.permissions());
      }
      for (Map.Entry<String, byte[]> xattr : Attributes.read(model).entrySet()) {
        Attributes.set(file, xattr.getKey(), xattr.getValue());
      }
    }
    Metadata.setTimes(parent, name, stat.modified(), stat.modified(), AT_SYMLINK_NOFOLLOW);
  }
}
