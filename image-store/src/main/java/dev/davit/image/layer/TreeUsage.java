package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.ImageException;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The disk space that a tree takes, each file once whatever its names; by descriptor, since a
 * container may be changing it. What disappears meanwhile is left out.
 */
public final class TreeUsage {

  private static final int BLOCK_BYTES = 512;
  private static final int MAX_DEPTH = 1000;

  private final Set<Long> counted = new HashSet<>();
  private long blocks;

  private TreeUsage() {}

  /** The bytes on disk of a directory and all below it; 0 if it is not there. */
  public static long bytes(Path directory) {
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    try (Fd top = Descriptors.open(Fd.CWD, directory.toString(), flags)) {
      TreeUsage usage = new TreeUsage();
      usage.count(top, 0);
      return usage.blocks * BLOCK_BYTES;
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return 0;
      }
      throw new ImageException.Storage(directory + ": usage: " + e.getMessage(), e);
    }
  }

  private void count(Fd directory, int depth) throws ErrnoException {
    if (depth > MAX_DEPTH) {
      throw new ImageException.Unsupported(
          "directories nested more than " + MAX_DEPTH + " deep: cannot be counted");
    }
    blocks += Metadata.stat(directory).blocks();
    for (DirectoryEntry entry : Directories.list(directory)) {
      try (Fd file = Descriptors.open(directory, entry.name(), O_PATH | O_NOFOLLOW, 0)) {
        Stat stat = Metadata.stat(file);
        if (stat.isDirectory()) {
          count(file, depth + 1);
        } else if (stat.links() == 1 || counted.add(stat.inode())) {
          blocks += stat.blocks();
        }
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOENT)) {
          throw e;
        }
      }
    }
  }
}
