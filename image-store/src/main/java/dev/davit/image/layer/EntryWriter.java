package dev.davit.image.layer;

import static dev.davit.linux.AtFlags.AT_SYMLINK_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_CREAT;
import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_EXCL;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.OpenFlags.O_WRONLY;

import dev.davit.image.ImageException;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.Segment;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import dev.davit.linux.process.UserNamespace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes files as entries describe them, in a directory that is open already. */
final class EntryWriter {

  private final LayerTree tree;
  private final LayerUnpacker.Below lower;
  private final Consumer<String> warnings;
  private final Map<RawPath, byte[]> defaultAcls = new LinkedHashMap<>();
  private final NamedAcls namedAcls = new NamedAcls();
  private final byte[] buffer = new byte[Content.CHUNK];

  EntryWriter(LayerTree tree, LayerUnpacker.Below lower, Consumer<String> warnings) {
    this.tree = tree;
    this.lower = lower;
    this.warnings = warnings;
  }

  /** Makes a name; what is already there may have to go first. */
  private interface Making {
    void make() throws ErrnoException;
  }

  /**
   * Makes what the entry describes, in place of whatever has its name; only a directory stays a
   * directory, with new attributes.
   *
   * @return true if it is a directory that took the place of something else, which had hidden what
   *     lower layers have there
   */
  boolean write(TarReader tar, TarEntry entry, Fd parent, RawPath name)
      throws ErrnoException, IOException {
    forgetAcls(entry);
    switch (entry.type()) {
      case FILE -> writeFile(tar, entry, parent, name);
      case DIRECTORY -> {
        return writeDirectory(entry, parent, name);
      }
      case SYMLINK -> writeSymlink(tar, entry, parent, name);
      case HARD_LINK -> writeHardLink(tar, entry, name);
      case FIFO -> writeNode(tar, entry, parent, name, Mode.S_IFIFO);
      case CHARACTER_DEVICE -> writeNode(tar, entry, parent, name, Mode.S_IFCHR);
      case BLOCK_DEVICE -> writeNode(tar, entry, parent, name, Mode.S_IFBLK);
      default -> throw new IllegalStateException(entry.type().toString());
    }
    return false;
  }

  /** Makes a whiteout unless the layer itself has something of that name. */
  void whiteout(Fd parent, RawPath name) throws ErrnoException {
    try {
      Names.mknod(parent, name.bytes(), Mode.S_IFCHR, new DeviceNumber(0, 0));
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      Optional<Stat> there = LayerTree.stat(parent, name);
      if (there.isPresent() && there.get().isDirectory()) {
        // The layer replaces the whole directory: nothing of the lower one may shine through.
        Attributes.setOpaque(parent, name);
      }
    }
  }

  private boolean writeDirectory(TarEntry entry, Fd parent, RawPath name) throws ErrnoException {
    boolean replaced = false;
    try {
      Names.mkdir(parent, name.bytes(), 0700);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      Optional<Stat> there = LayerTree.stat(parent, name);
      if (there.isEmpty() || !there.get().isDirectory()) {
        replaced = true;
        tree.replace(parent, name);
        Names.mkdir(parent, name.bytes(), 0700);
      }
    }
    try (Fd directory = LayerTree.openHere(parent, name, O_RDONLY | O_DIRECTORY)) {
      describe(directory, entry);
    }
    return replaced;
  }

  private void writeFile(TarReader tar, TarEntry entry, Fd parent, RawPath name)
      throws ErrnoException, IOException {
    try (Fd file = create(parent, name)) {
      for (Segment segment : entry.segments()) {
        copy(tar, file, segment);
      }
      boolean endsInHole =
          entry.segments().isEmpty()
              || entry.segments().get(entry.segments().size() - 1).end() < entry.size();
      if (entry.size() > 0 && endsInHole) {
        Content.truncate(file, entry.size());
      }
      describe(file, entry);
      Timestamp modified = Timestamp.of(entry.modified());
      Metadata.setTimes(file, modified, modified);
    }
  }

  private Fd create(Fd parent, RawPath name) throws ErrnoException {
    int flags = O_CREAT | O_EXCL | O_WRONLY;
    try {
      return Descriptors.open(parent, name.bytes(), flags, 0600);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
    tree.replace(parent, name);
    return Descriptors.open(parent, name.bytes(), flags, 0600);
  }

  private void copy(TarReader tar, Fd file, Segment segment) throws ErrnoException, IOException {
    long at = segment.offset();
    while (at < segment.end()) {
      int n = fill(tar, (int) Math.min(buffer.length, segment.end() - at));
      for (int done = 0; done < n; ) {
        done += Content.pwrite(file, buffer, done, n - done, at + done);
      }
      at += n;
    }
  }

  private int fill(TarReader tar, int length) throws IOException {
    int filled = 0;
    while (filled < length) {
      int n = tar.read(buffer, filled, length - filled);
      if (n < 0) {
        throw tar.malformed("data ends early");
      }
      filled += n;
    }
    return filled;
  }

  private void writeSymlink(TarReader tar, TarEntry entry, Fd parent, RawPath name)
      throws ErrnoException {
    if (entry.linkName().latin1().isEmpty()) {
      throw tar.malformed("symbolic link to nothing");
    }
    replacing(parent, name, () -> Names.symlink(entry.linkName().bytes(), parent, name.bytes()));
    Owner.of(entry).take(parent, name);
    if (!entry.xattrs().isEmpty()) {
      try (Fd link = LayerTree.openHere(parent, name, O_PATH)) {
        setXattrs(link, entry);
      }
    }
    Timestamp modified = Timestamp.of(entry.modified());
    Metadata.setTimes(parent, name.bytes(), modified, modified, AT_SYMLINK_NOFOLLOW);
  }

  private void writeNode(TarReader tar, TarEntry entry, Fd parent, RawPath name, int type)
      throws ErrnoException {
    DeviceNumber device;
    try {
      device = new DeviceNumber(entry.deviceMajor(), entry.deviceMinor());
    } catch (IllegalArgumentException e) {
      throw tar.malformed(e.getMessage());
    }
    if (type != Mode.S_IFIFO && !UserNamespace.isInitial()) {
      // nobody but the machine's root makes devices; containers get theirs in a /dev of their own
      return;
    }
    replacing(parent, name, () -> Names.mknod(parent, name.bytes(), type | 0600, device));
    try (Fd node = LayerTree.openHere(parent, name, O_PATH)) {
      Owner.of(entry).take(node);
      Metadata.chmodPath(node, entry.mode());
      setXattrs(node, entry);
      Timestamp modified = Timestamp.of(entry.modified());
      Metadata.setTimes(node, modified, modified);
    }
  }

  /** The target's attributes stay: they were set by the entry that it belongs to. */
  private void writeHardLink(TarReader tar, TarEntry entry, RawPath name)
      throws ErrnoException, IOException {
    RawPath target = entry.linkName().normalized();
    if (target.isRoot()) {
      throw tar.malformed("hard link to a directory");
    }
    if (target.equals(entry.name().normalized())) {
      return;
    }
    // Made again, as removing and copying let go of the directory that neighbours share.
    try (Fd directory = tree.open(entry.name().normalized().parent());
        Fd targetParent = targetParent(tar, entry, target)) {
      Stat there =
          LayerTree.stat(targetParent, target.base()).orElseThrow(() -> missing(tar, entry));
      if (there.isDirectory()) {
        throw tar.malformed("hard link to directory " + entry.linkName());
      }
      Optional<Stat> taken = LayerTree.stat(directory, name);
      if (taken.isEmpty() || !taken.get().isSameFile(there)) {
        byte[] from = target.base().bytes();
        replacing(
            directory, name, () -> Names.link(targetParent, from, directory, name.bytes(), 0));
      }
    }
  }

  /** The directory that has the target, copied from a lower layer if only that has it. */
  private Fd targetParent(TarReader tar, TarEntry entry, RawPath target)
      throws ErrnoException, IOException {
    Fd directory = openIfThere(target.parent());
    if (directory != null && LayerTree.stat(directory, target.base()).isPresent()) {
      return directory;
    }
    if (directory != null) {
      directory.close();
    }
    if (!CopyUp.copy(lower.open(), tree, target)) {
      throw missing(tar, entry);
    }
    return tree.open(target.parent());
  }

  private Fd openIfThere(RawPath path) throws ErrnoException {
    try {
      return tree.open(path);
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return null;
      }
      throw e;
    }
  }

  private static ImageException.Malformed missing(TarReader tar, TarEntry entry) {
    return tar.malformed("hard link to " + entry.linkName() + ", which is not there");
  }

  private void replacing(Fd parent, RawPath name, Making making) throws ErrnoException {
    try {
      making.make();
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      tree.replace(parent, name);
      making.make();
    }
  }

  /**
   * Owner, then mode, then attributes: chown(2) clears setuid bits and file capabilities.
   *
   * @param file open for reading or writing
   */
  void describe(Fd file, TarEntry entry) throws ErrnoException {
    Owner.of(entry).take(file);
    Metadata.chmod(file, entry.mode());
    forgetAcls(entry);
    setXattrs(file, entry);
  }

  /** Those of an earlier entry of this name. */
  private void forgetAcls(TarEntry entry) {
    if (!defaultAcls.isEmpty() || !namedAcls.isEmpty()) {
      RawPath path = entry.name().normalized();
      defaultAcls.remove(path);
      namedAcls.remove(path);
    }
  }

  /** Keeps the list that a directory shall give to what is made in it, until all is there. */
  void setDefaultAclLater(RawPath path, byte[] acl) {
    defaultAcls.put(path, acl);
  }

  /**
   * Sets the lists that had to wait; what is gone again needs none.
   *
   * @param below the layers below
   */
  void setAcls(LowerLayers below) throws ErrnoException {
    namedAcls.set(tree, below, defaultAcls, warnings);
    for (Map.Entry<RawPath, byte[]> acl : defaultAcls.entrySet()) {
      try (Fd directory = tree.open(acl.getKey())) {
        if (!Attributes.set(directory, Attributes.DEFAULT_ACL, acl.getValue())) {
          warnings.accept(acl.getKey() + ": the file system has no access control lists");
        }
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
          throw e;
        }
      }
    }
  }

  private void setXattrs(Fd file, TarEntry entry) throws ErrnoException {
    for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
      if (NamedAcls.isOne(xattr.getKey())) {
        namedAcls.add(entry.name().normalized(), xattr.getKey(), xattr.getValue());
      } else if (xattr.getKey().equals(Attributes.DEFAULT_ACL)) {
        // Files made in the directory would get it as their own: it comes when all is there.
        defaultAcls.put(entry.name().normalized(), xattr.getValue());
      } else if (!Attributes.set(file, xattr.getKey(), xattr.getValue())) {
        warnings.accept(
            entry.name()
                + ": attribute "
                + xattr.getKey()
                + " left out: the file system does not support it");
      }
    }
  }
}
