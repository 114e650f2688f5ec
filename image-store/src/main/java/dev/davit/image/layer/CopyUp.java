package dev.davit.image.layer;

import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import java.util.Optional;

/**
 * Copies a file of a lower layer into the layer under construction, as overlayfs does when somebody
 * gives the file another name: a hard link cannot reach into another layer.
 */
final class CopyUp {

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
      FileCopy.copy(model, stat, tree.directory(path.parent()), path.base().bytes());
      return true;
    }
  }
}
