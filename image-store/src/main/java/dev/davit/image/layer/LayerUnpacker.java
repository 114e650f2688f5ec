package dev.davit.image.layer;

import dev.davit.image.ImageException;
import dev.davit.image.ImportListener;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Metadata;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Unpacks one layer's archive into an empty directory. One use per instance; not thread-safe.
 *
 * <p>What depends on the layers below is left for the end, so that all layers of an image can be
 * read at once: whiteouts, of which only those are made that hide something, and the attributes of
 * directories that the archive only implies. Directories get their times last, since every entry
 * made in one changes them.
 */
public final class LayerUnpacker implements AutoCloseable {

  /**
   * What came of it.
   *
   * @param size the bytes of its regular files
   * @param opaque true if the layer hides everything below it
   * @param complete true if the archive had its end marker
   * @param attributed true if its top directory has extended attributes
   */
  public record Result(long size, boolean opaque, boolean complete, boolean attributed) {}

  /** The layers below, once somebody needs them. */
  public interface Below {
    /** Waits until they are complete, and opens them; the caller closes what it gets. */
    LowerLayers open() throws ErrnoException, IOException;
  }

  /** Whiteouts that wait for the layers below; with more of them, reading waits instead. */
  private static final int MOST_WAITING = 100_000;

  private static final Timestamp UNKNOWN_TIME = new Timestamp(0, 0);

  private final String label;
  private final Below below;
  private final UnpackLimits limits;
  private final ImportListener listener;
  private final LayerTree tree;
  private final EntryWriter writer;
  private final Map<RawPath, Timestamp> directoryTimes = new LinkedHashMap<>();
  private final Set<RawPath> implied = new LinkedHashSet<>();
  private final Set<RawPath> hidden = new LinkedHashSet<>();
  private LowerLayers lower;
  private boolean endMarked;
  private long entries;
  private long stored;
  private long size;
  private boolean opaque;

  /**
   * Prepares to unpack.
   *
   * @param label what messages call the archive
   * @param directory the layer's empty directory, which this takes over
   * @param lower the layers below, for attributes of directories that the archive only implies
   */
  public LayerUnpacker(
      String label, Fd directory, LowerLayers lower, UnpackLimits limits, ImportListener listener) {
    this(label, directory, () -> lower, limits, listener);
  }

  /**
   * Prepares to unpack while the layers below may still be incomplete.
   *
   * @param label what messages call the archive
   * @param directory the layer's empty directory, which this takes over
   */
  public LayerUnpacker(
      String label, Fd directory, Below below, UnpackLimits limits, ImportListener listener) {
    this.label = label;
    this.below = below;
    this.limits = limits;
    this.listener = listener;
    this.tree = new LayerTree(directory, this::describe);
    this.writer =
        new EntryWriter(tree, this::lower, warning -> listener.warning(label + ": " + warning));
  }

  /**
   * Unpacks everything. What is there after a failure is for the caller to remove.
   *
   * @throws ImageException.Malformed if the archive is damaged or hostile
   * @throws ImageException.Storage if the host's file system fails
   * @throws IOException if the archive cannot be read
   */
  public Result unpack(InputStream archive) throws IOException {
    try (this) {
      read(archive);
      return finish();
    }
  }

  /** Unpacks what does not depend on the layers below. Once. */
  public void read(InputStream archive) throws IOException {
    try {
      TarReader tar = new TarReader(archive, label);
      describeRoot();
      for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        unpack(tar, entry.get());
      }
      endMarked = tar.endMarked();
    } catch (ErrnoException e) {
      throw failure(label, e);
    }
  }

  /** Does what is left, for which the layers below must be complete. Once, after reading. */
  public Result finish() throws IOException {
    try {
      settle();
      writer.setAcls(lower);
      setDirectoryTimes();
      boolean attributed = !Attributes.read(tree.root()).isEmpty();
      return new Result(size, opaque, endMarked, attributed);
    } catch (ErrnoException e) {
      throw failure(label, e);
    }
  }

  @Override
  public void close() {
    tree.close();
    if (lower != null) {
      lower.close();
    }
  }

  /** The layers below; waits for them, and does first what waited for them. */
  private LowerLayers lower() throws ErrnoException, IOException {
    if (lower == null) {
      settle();
    }
    return lower;
  }

  private void settle() throws ErrnoException, IOException {
    if (lower == null) {
      lower = below.open();
    }
    for (RawPath path : implied) {
      // A directory that takes the place of a hidden one has nothing from it.
      if (!hidden.contains(path)) {
        describeAsBelow(path);
      }
    }
    implied.clear();
    for (RawPath path : hidden) {
      hideBelow(path);
    }
    hidden.clear();
  }

  private void unpack(TarReader tar, TarEntry entry) throws IOException {
    check(tar, entry);
    RawPath path = entry.name().normalized();
    try {
      if (path.isRoot()) {
        unpackRoot(tar, entry);
      } else if (path.base().latin1().startsWith(Whiteout.PREFIX)) {
        hide(tar, path);
      } else {
        write(tar, entry, path);
      }
    } catch (ImageException.Malformed e) {
      throw e.getMessage().startsWith(label) ? e : tar.malformed(e.getMessage());
    } catch (ErrnoException e) {
      throw failure(label + ": entry " + entry.name(), e);
    }
    FaultPoint.ENTRY_UNPACKED.reached();
    listener.entryUnpacked(label, path.toString());
  }

  private void check(TarReader tar, TarEntry entry) {
    if (entry.name().climbs()) {
      throw tar.malformed("name contains .. and could leave the layer");
    }
    if (entry.type() == EntryType.HARD_LINK && entry.linkName().climbs()) {
      throw tar.malformed("hard link to " + entry.linkName() + ": could leave the layer");
    }
    if (entry.size() > limits.maxFileBytes()) {
      throw tar.malformed(
          entry.size()
              + " bytes are more than the "
              + limits.maxFileBytes()
              + " that a file may have");
    }
    stored += entry.stored();
    if (stored < 0 || stored > limits.maxLayerBytes()) {
      throw tar.malformed(
          "the layer has more than the " + limits.maxLayerBytes() + " bytes that one may have");
    }
    if (++entries > limits.maxEntries()) {
      throw tar.malformed(
          "the layer has more than the " + limits.maxEntries() + " entries that one may have");
    }
  }

  private void unpackRoot(TarReader tar, TarEntry entry) throws ErrnoException {
    if (entry.type() != EntryType.DIRECTORY) {
      throw tar.malformed("only a directory can be the top of a layer");
    }
    try (Fd top = LayerTree.openHere(tree.root(), new RawPath("."), OpenFlags.O_RDONLY)) {
      writer.describe(top, entry);
    }
    implied.remove(RawPath.ROOT);
    directoryTimes.put(RawPath.ROOT, Timestamp.of(entry.modified()));
  }

  private void write(TarReader tar, TarEntry entry, RawPath path)
      throws ErrnoException, IOException {
    Fd parent = tree.directory(path.parent());
    boolean replaced = writer.write(tar, entry, parent, path.base());
    if (entry.type() == EntryType.DIRECTORY) {
      implied.remove(path);
      directoryTimes.put(path, Timestamp.of(entry.modified()));
      if (replaced) {
        Attributes.setOpaque(parent, path.base());
      }
    }
    size += entry.size();
  }

  /** A whiteout hides what lower layers have; entries of its own layer it leaves alone. */
  private void hide(TarReader tar, RawPath path) throws ErrnoException, IOException {
    String base = path.base().latin1();
    if (base.equals(Whiteout.OPAQUE_NAME) && path.parent().isRoot()) {
      opaque = true;
    } else if (base.equals(Whiteout.OPAQUE_NAME)) {
      try (Fd directory = tree.plainDirectory(path.parent()).orElse(null)) {
        if (directory != null) {
          Attributes.setOpaque(directory);
        }
      }
    } else if (!base.startsWith(Whiteout.META)) {
      hideOne(tar, path.parent(), new RawPath(base.substring(Whiteout.PREFIX.length())));
    }
  }

  private void hideOne(TarReader tar, RawPath parent, RawPath name)
      throws ErrnoException, IOException {
    if (name.components().isEmpty() || name.climbs()) {
      throw tar.malformed("whiteout of no file");
    }
    RawPath path = parent.child(name);
    if (lower != null) {
      hideBelow(path);
      return;
    }
    hidden.add(path);
    if (hidden.size() >= MOST_WAITING) {
      settle();
    }
  }

  private void hideBelow(RawPath path) throws ErrnoException {
    // In a directory that exists in one layer only, overlayfs would list a needless whiteout.
    if (!lower.has(path)) {
      return;
    }
    try (Fd directory = tree.plainDirectory(path.parent()).orElse(null)) {
      if (directory != null) {
        writer.whiteout(directory, path.base());
      }
    }
  }

  /** The top of a layer without an entry for it looks like that of the layer below. */
  private void describeRoot() throws ErrnoException {
    try (Fd top = LayerTree.openHere(tree.root(), new RawPath("."), OpenFlags.O_RDONLY)) {
      describe(RawPath.ROOT, top, false);
    }
  }

  /**
   * Directories that the archive only implies keep the attributes that they have below. Where there
   * is nothing below they get fixed ones, so that the same layer is the same tree everywhere.
   */
  private void describe(RawPath path, Fd directory, boolean replaced) throws ErrnoException {
    Metadata.chmod(directory, 0755);
    directoryTimes.put(path, UNKNOWN_TIME);
    if (replaced) {
      Attributes.setOpaque(directory);
    } else if (lower == null) {
      implied.add(path);
    } else {
      describeAsBelow(path, directory);
    }
  }

  private void describeAsBelow(RawPath path) throws ErrnoException {
    try (Fd directory = tree.openPlain(path).orElse(null)) {
      // A later entry may have put something else in its place.
      if (directory != null) {
        describeAsBelow(path, directory);
      }
    }
  }

  private void describeAsBelow(RawPath path, Fd directory) throws ErrnoException {
    try (Fd model = lower.find(path).orElse(null)) {
      if (model != null && Metadata.stat(model).isDirectory()) {
        directoryTimes.put(path, Attributes.copy(model, directory));
        Attributes.takeDefaultAcl(directory).ifPresent(acl -> writer.setDefaultAclLater(path, acl));
      }
    }
  }

  private void setDirectoryTimes() throws ErrnoException {
    for (Map.Entry<RawPath, Timestamp> directory : directoryTimes.entrySet()) {
      try (Fd open = tree.open(directory.getKey())) {
        Metadata.setTimes(open, directory.getValue(), directory.getValue());
      } catch (ErrnoException e) {
        // A later entry may have put something else in its place.
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
          throw e;
        }
      }
    }
  }

  private static ImageException failure(String what, ErrnoException e) {
    boolean archive =
        e.is(Errno.ELOOP) || e.is(Errno.ENAMETOOLONG) || e.is(Errno.ENOTDIR) || e.is(Errno.EXDEV);
    String message = what + ": " + e.getMessage();
    return archive
        ? new ImageException.Malformed(message, e)
        : new ImageException.Storage(message, e);
  }
}
