package dev.davit.image.layer;

import dev.davit.image.ImageException;
import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Unpacks an archive into a directory of a tree that is in use, as {@code davit cp} does. The
 * kernel walks each path with the tree's top as root, so that neither the archive nor links that
 * somebody inside changes meanwhile lead outside (CVE-2018-15664). Files are replaced; a directory
 * is never replaced by something else, nor the other way around.
 */
public final class TreeUnpacker {

  private final String label;
  private final RawPath into;
  private final boolean keepOwners;
  private final LayerTree tree;
  private final EntryWriter writer;
  private final Map<RawPath, Timestamp> times = new LinkedHashMap<>();

  private TreeUnpacker(
      String label,
      Fd root,
      LowerLayers none,
      RawPath into,
      boolean keepOwners,
      Consumer<String> warnings)
      throws ErrnoException {
    this.label = label;
    this.into = into;
    this.keepOwners = keepOwners;
    this.tree =
        LayerTree.withMounts(
            Descriptors.duplicate(root), (path, made, replaced) -> Metadata.chmod(made, 0755));
    this.writer = new EntryWriter(tree, () -> none, warnings);
  }

  /**
   * Unpacks everything.
   *
   * @param label what messages call the archive
   * @param root the tree's top, which stays the caller's to close
   * @param into the directory in the tree, which must exist
   * @param keepOwners whether files belong to whom the archive says, and not to root
   * @throws ImageException.Malformed if the archive is damaged or does not fit the tree
   * @throws IOException if the archive cannot be read
   */
  public static void unpack(
      String label,
      Fd root,
      RawPath into,
      InputStream archive,
      boolean keepOwners,
      Consumer<String> warnings)
      throws IOException {
    try (LowerLayers none = LowerLayers.open(List.of())) {
      TreeUnpacker unpacker = new TreeUnpacker(label, root, none, into, keepOwners, warnings);
      try (LayerTree tree = unpacker.tree) {
        unpacker.unpack(new TarReader(archive, label), tree, none);
      }
    } catch (ErrnoException e) {
      throw new ImageException.Storage(label + ": " + e.getMessage(), e);
    }
  }

  private void unpack(TarReader tar, LayerTree open, LowerLayers none)
      throws ErrnoException, IOException {
    for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
      if (entry.get().name().climbs()
          || entry.get().linkName().climbs() && isHardLink(entry.get())) {
        throw tar.malformed("name contains .. and could leave the directory");
      }
      try {
        add(tar, placed(entry.get()));
      } catch (ErrnoException e) {
        throw new ImageException.Storage(
            label + ": entry " + entry.get().name() + ": " + e.getMessage(), e);
      }
    }
    writer.setAcls(none);
    for (Map.Entry<RawPath, Timestamp> directory : times.entrySet()) {
      try (Fd fd = open.open(directory.getKey())) {
        Metadata.setTimes(fd, directory.getValue(), directory.getValue());
      }
    }
  }

  private static boolean isHardLink(TarEntry entry) {
    return entry.type() == EntryType.HARD_LINK;
  }

  private TarEntry placed(TarEntry entry) {
    return new TarEntry(
        into.child(entry.name().normalized()),
        entry.type(),
        isHardLink(entry) ? into.child(entry.linkName().normalized()) : entry.linkName(),
        entry.mode(),
        keepOwners ? entry.uid() : 0,
        keepOwners ? entry.gid() : 0,
        entry.modified(),
        entry.size(),
        entry.stored(),
        entry.segments(),
        entry.deviceMajor(),
        entry.deviceMinor(),
        entry.xattrs());
  }

  private void add(TarReader tar, TarEntry entry) throws ErrnoException, IOException {
    RawPath path = entry.name().normalized();
    if (path.equals(into)) {
      return;
    }
    Fd parent = tree.directory(path.parent());
    Optional<Stat> there = LayerTree.stat(parent, path.base());
    boolean directory = entry.type() == EntryType.DIRECTORY;
    if (there.isPresent() && there.get().isDirectory() && !directory) {
      throw tar.malformed("is a directory there, and is not replaced by something else");
    }
    if (there.isPresent() && !there.get().isDirectory() && directory) {
      if (there.get().isSymlink() && leadsToDirectory(path)) {
        return;
      }
      throw tar.malformed("is no directory there, and is not replaced by one");
    }
    writer.write(tar, entry, parent, path.base());
    if (directory) {
      times.put(path, Timestamp.of(entry.modified()));
    }
  }

  private boolean leadsToDirectory(RawPath path) throws ErrnoException {
    try (Fd found = tree.open(path)) {
      return found.isOpen();
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return false;
      }
      throw e;
    }
  }
}
