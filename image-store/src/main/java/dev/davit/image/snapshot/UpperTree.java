package dev.davit.image.snapshot;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.ImageException;
import dev.davit.image.layer.Attributes;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.Whiteout;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an upper directory, by descriptor since a container wrote it. The container may be running:
 * what disappears meanwhile is left out.
 */
final class UpperTree {

  private static final int BLOCK_BYTES = 512;
  private static final int MAX_DEPTH = 1000;

  private final LowerLayers lower;
  private final List<Change> changes = new ArrayList<>();
  private final Set<Long> counted = new HashSet<>();
  private long blocks;

  private UpperTree(LowerLayers lower) {
    this.lower = lower;
  }

  static List<Change> changes(Snapshot snapshot) {
    try (LowerLayers lower = LowerLayers.open(snapshot.lowerdirs());
        Fd upper = open(snapshot)) {
      UpperTree tree = new UpperTree(lower);
      tree.compare(RawPath.ROOT, upper);
      tree.descend(RawPath.ROOT, upper, false);
      tree.changes.sort(Comparator.comparing(Change::path));
      return tree.changes;
    } catch (ErrnoException e) {
      throw new ImageException.Storage(snapshot.upperdir() + ": diff: " + e.getMessage(), e);
    }
  }

  static long usageBytes(Snapshot snapshot) {
    try (Fd upper = open(snapshot)) {
      UpperTree tree = new UpperTree(null);
      tree.count(upper, 0);
      return tree.blocks * BLOCK_BYTES;
    } catch (ErrnoException e) {
      throw new ImageException.Storage(snapshot.upperdir() + ": usage: " + e.getMessage(), e);
    }
  }

  private static Fd open(Snapshot snapshot) throws ErrnoException {
    return Descriptors.open(
        Fd.CWD, snapshot.upperdir().toString(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  }

  private void count(Fd directory, int depth) throws ErrnoException {
    checkDepth(depth);
    blocks += Metadata.stat(directory).blocks();
    for (DirectoryEntry entry : Directories.list(directory)) {
      try (Fd file = openEntry(directory, entry)) {
        Stat stat = Metadata.stat(file);
        if (stat.isDirectory()) {
          count(file, depth + 1);
        } else if (stat.links() == 1 || counted.add(stat.inode())) {
          blocks += stat.blocks();
        }
      } catch (ErrnoException e) {
        ignoreMissing(e);
      }
    }
  }

  /** Every level holds a descriptor and a stack frame; what a container can nest has no limit. */
  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new ImageException.Unsupported(
          "directories nested more than " + MAX_DEPTH + " deep: cannot be compared or counted");
    }
  }

  private void descend(RawPath path, Fd directory, boolean added) throws ErrnoException {
    checkDepth(path.components().size());
    boolean opaque = !path.isRoot() && Attributes.isOpaque(directory);
    Set<RawPath> seen = new HashSet<>();
    for (DirectoryEntry entry : Directories.list(directory)) {
      RawPath name = RawPath.of(entry.name());
      seen.add(name);
      try (Fd file = openEntry(directory, entry)) {
        visit(path.child(name), file, added);
      } catch (ErrnoException e) {
        ignoreMissing(e);
      }
    }
    if (opaque && !added) {
      lower.names(path).stream()
          .filter(name -> !seen.contains(name))
          .forEach(name -> changes.add(new Change(Change.Kind.DELETED, path.child(name))));
    }
  }

  private void visit(RawPath path, Fd file, boolean added) throws ErrnoException {
    Stat stat = Metadata.stat(file);
    boolean isNew = added || !lower.has(path);
    if (Whiteout.is(stat)) {
      if (!isNew) {
        changes.add(new Change(Change.Kind.DELETED, path));
      }
      return;
    }
    if (isNew) {
      changes.add(new Change(Change.Kind.ADDED, path));
    } else {
      compare(path, file);
    }
    if (stat.isDirectory()) {
      boolean wasDirectory = !isNew && wasDirectory(path);
      descend(path, file, !wasDirectory);
    }
  }

  private boolean wasDirectory(RawPath path) throws ErrnoException {
    try (Fd below = lower.find(path).orElseThrow()) {
      return Metadata.stat(below).isDirectory();
    }
  }

  /**
   * A copy that overlayfs made of a file differs only if it was changed after. The root is there
   * always, and its time says only that something was made in it.
   */
  private void compare(RawPath path, Fd file) throws ErrnoException {
    Optional<Fd> below = lower.find(path);
    if (below.isEmpty()) {
      return;
    }
    try (Fd before = below.get()) {
      Stat old = Metadata.stat(before);
      Stat now = Metadata.stat(file);
      boolean same =
          old.mode() == now.mode()
              && old.uid() == now.uid()
              && old.gid() == now.gid()
              && old.rdev().equals(now.rdev())
              && (path.isRoot() || old.modified().equals(now.modified()))
              && (old.isDirectory() || old.size() == now.size())
              && sameXattrs(before, file)
              && (!old.isSymlink() || sameTarget(before, file));
      if (!same) {
        changes.add(new Change(Change.Kind.CHANGED, path));
      }
    }
  }

  private static boolean sameTarget(Fd before, Fd now) throws ErrnoException {
    return Arrays.equals(Names.readlink(before, ""), Names.readlink(now, ""));
  }

  private static boolean sameXattrs(Fd before, Fd now) throws ErrnoException {
    Map<String, byte[]> old = Attributes.read(before);
    Map<String, byte[]> current = Attributes.read(now);
    return old.keySet().equals(current.keySet())
        && old.entrySet().stream()
            .allMatch(xattr -> Arrays.equals(xattr.getValue(), current.get(xattr.getKey())));
  }

  private static Fd openEntry(Fd directory, DirectoryEntry entry) throws ErrnoException {
    return Descriptors.open(directory, entry.name(), O_PATH | O_NOFOLLOW, 0);
  }

  private static void ignoreMissing(ErrnoException e) throws ErrnoException {
    if (!e.is(Errno.ENOENT)) {
      throw e;
    }
  }
}
