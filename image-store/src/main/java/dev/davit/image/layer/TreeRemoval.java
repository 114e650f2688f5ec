package dev.davit.image.layer;

import static dev.davit.linux.AtFlags.AT_REMOVEDIR;
import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.RenameFlags.RENAME_NOREPLACE;
import static dev.davit.linux.ResolveFlags.RESOLVE_BENEATH;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_SYMLINKS;
import static dev.davit.linux.ResolveFlags.RESOLVE_NO_XDEV;

import dev.davit.image.ImageException;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Names;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Removes trees that containers or archives have made: by descriptor, following no symbolic link
 * and entering no mount, with a bounded number of descriptors however deep the tree is. What
 * disappears meanwhile is no error, so that two removals of one tree help each other.
 */
public final class TreeRemoval {

  /** Deeper directories are first moved up to the top. */
  private static final int MAX_DEPTH = 64;

  private static final int MAX_TRIES = 8;

  private static final int RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;

  private final Fd top;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int moved;

  private TreeRemoval(Fd top) {
    this.top = top;
  }

  /**
   * Removes a tree of the host, if it is there.
   *
   * @throws ImageException.Storage if it cannot be removed, for example because something is
   *     mounted in it
   */
  public static void remove(Path path) {
    try (Fd parent = Descriptors.open(Fd.CWD, path.getParent().toString(), O_PATH | O_DIRECTORY)) {
      remove(parent, path.getFileName().toString().getBytes(StandardCharsets.UTF_8));
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        boolean mounted = e.is(Errno.EXDEV) || e.is(Errno.EBUSY);
        String cure = mounted ? " (something is mounted in it: unmount that first)" : "";
        throw new ImageException.Storage(path + ": remove: " + e.getMessage() + cure, e);
      }
    }
  }

  /** Removes whatever a name of a directory is, with all below it. */
  public static void remove(Fd directory, byte[] name) throws ErrnoException {
    TreeRemoval removal = new TreeRemoval(directory);
    removal.waiting.add(name);
    while (!removal.waiting.isEmpty()) {
      removal.remove(directory, removal.waiting.remove(), 0);
    }
  }

  private void remove(Fd parent, byte[] name, int depth) throws ErrnoException {
    if (unlinked(parent, name, 0)) {
      return;
    }
    if (depth == MAX_DEPTH) {
      moveUp(parent, name);
      return;
    }
    for (int tries = 1; ; tries++) {
      empty(parent, name, depth);
      try {
        unlinked(parent, name, AT_REMOVEDIR);
        return;
      } catch (ErrnoException e) {
        // Somebody else who removes the same tree moved something up into this directory.
        if (!e.is(Errno.ENOTEMPTY) || tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private void empty(Fd parent, byte[] name, int depth) throws ErrnoException {
    try (Fd directory =
        Descriptors.open2(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, RESOLVE)) {
      // In the order of their inodes: a directory of ext4 lists them by hash, and each unlink would
      // read and write another block of the inode table.
      List<DirectoryEntry> entries = new ArrayList<>(Directories.list(directory));
      entries.sort(Comparator.comparingLong(DirectoryEntry::inode));
      for (DirectoryEntry entry : entries) {
        remove(directory, entry.name(), depth + 1);
      }
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }

  /** False if it is a directory. */
  private static boolean unlinked(Fd parent, byte[] name, int flags) throws ErrnoException {
    try {
      Names.unlink(parent, name, flags);
      return true;
    } catch (ErrnoException e) {
      if (e.is(Errno.EISDIR)) {
        return false;
      }
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
      return true;
    }
  }

  private void moveUp(Fd parent, byte[] name) throws ErrnoException {
    while (true) {
      byte[] place = (".davit-deep-" + moved++).getBytes(StandardCharsets.US_ASCII);
      try {
        Names.rename(parent, name, top, place, RENAME_NOREPLACE);
        waiting.add(place);
        return;
      } catch (ErrnoException e) {
        if (!e.is(Errno.EEXIST)) {
          throw e;
        }
      }
    }
  }
}
