package dev.davit.image.snapshot;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.ImageException;
import dev.davit.image.layer.Attributes;
import dev.davit.image.layer.FileComparison;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.Whiteout;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.nio.file.Path;
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

  private static final int MAX_DEPTH = 1000;

  private final LowerLayers lower;

  /** Of a copy: what was last changed before this time is as it was copied. */
  private final Optional<Timestamp> copied;

  /** Times can be set back, so that only the bytes themselves tell. */
  private final FileComparison contents = new FileComparison();

  private final List<Change> changes = new ArrayList<>();

  private UpperTree(LowerLayers lower, Optional<Timestamp> copied) {
    this.lower = lower;
    this.copied = copied;
  }

  static List<Change> changes(Snapshot snapshot) {
    try (LowerLayers lower = LowerLayers.open(snapshot.lowerdirs());
        Fd upper = open(snapshot)) {
      UpperTree tree = new UpperTree(lower, copied(snapshot));
      tree.compare(RawPath.ROOT, upper);
      tree.descend(RawPath.ROOT, upper, false, tree.copied.isPresent());
      tree.changes.sort(Comparator.comparing(Change::path));
      return tree.changes;
    } catch (ErrnoException e) {
      throw new ImageException.Storage(snapshot.upperdir() + ": diff: " + e.getMessage(), e);
    }
  }

  private static Optional<Timestamp> copied(Snapshot snapshot) throws ErrnoException {
    if (snapshot.driver() == StorageDriver.OVERLAY) {
      return Optional.empty();
    }
    Path record = snapshot.upperdir().resolveSibling(ContainerRecord.FILE);
    return Optional.of(Metadata.stat(Fd.CWD, record.toString(), 0).modified());
  }

  private static Fd open(Snapshot snapshot) throws ErrnoException {
    return Descriptors.open(
        Fd.CWD, snapshot.upperdir().toString(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  }

  /** Every level holds a descriptor and a stack frame; what a container can nest has no limit. */
  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new ImageException.Unsupported(
          "directories nested more than " + MAX_DEPTH + " deep: cannot be compared");
    }
  }

  /**
   * Looks at what is in a directory.
   *
   * @param added whether there was no directory below
   * @param alone whether nothing below can be seen here, so that what is not here is gone
   */
  private void descend(RawPath path, Fd directory, boolean added, boolean alone)
      throws ErrnoException {
    checkDepth(path.components().size());
    boolean opaque = alone || !path.isRoot() && Attributes.isOpaque(directory);
    Set<RawPath> seen = new HashSet<>();
    for (DirectoryEntry entry : Directories.list(directory)) {
      RawPath name = RawPath.of(entry.name());
      seen.add(name);
      try (Fd file = openEntry(directory, entry)) {
        visit(path.child(name), file, added, opaque);
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

  private void visit(RawPath path, Fd file, boolean added, boolean alone) throws ErrnoException {
    Stat stat = Metadata.stat(file);
    boolean isNew = added || !lower.has(path);
    if (copied.isEmpty() && Whiteout.is(stat)) {
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
      descend(path, file, !wasDirectory, alone);
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
    try (Fd model = below.get()) {
      Stat old = Metadata.stat(model);
      Stat is = Metadata.stat(file);
      boolean same =
          old.mode() == is.mode()
              && old.uid() == is.uid()
              && old.gid() == is.gid()
              && old.rdev().equals(is.rdev())
              && (path.isRoot() || old.modified().equals(is.modified()))
              && (old.isDirectory() || old.size() == is.size())
              && sameXattrs(model, file)
              && (!old.isSymlink() || sameTarget(model, file))
              && (!old.isRegular() || untouched(is) || contents.same(model, file));
      if (!same) {
        changes.add(new Change(Change.Kind.CHANGED, path));
      }
    }
  }

  /** Whether nothing was done to a file since it was copied; the clock of files is coarse. */
  private boolean untouched(Stat now) {
    Timestamp changed = now.changed();
    return copied.isPresent()
        && (changed.seconds() < copied.get().seconds()
            || changed.seconds() == copied.get().seconds()
                && changed.nanos() < copied.get().nanos());
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
