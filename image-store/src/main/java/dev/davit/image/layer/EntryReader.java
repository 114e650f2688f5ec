package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.ImageException;
import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.Segment;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarWriter;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes files into an archive as they are: owner, mode, time to the nanosecond, extended
 * attributes, holes, and which names are one file. The counterpart of {@link EntryWriter}.
 */
public final class EntryReader {

  private final TarWriter tar;
  private final boolean archiveHoles;
  private final Map<String, RawPath> firstNames = new HashMap<>();
  private final byte[] buffer = new byte[Content.CHUNK];

  /**
   * Prepares to write.
   *
   * @param archiveHoles whether holes stay holes; which a file has depends on its file system, so
   *     an archive that shall be the same everywhere must not
   */
  public EntryReader(TarWriter tar, boolean archiveHoles) {
    this.tar = tar;
    this.archiveHoles = archiveHoles;
  }

  /** Writes a whiteout: lower layers' file of that name is gone. */
  public void whiteout(RawPath path) throws IOException {
    RawPath name = path.parent().child(new RawPath(Whiteout.PREFIX + path.base().latin1()));
    tar.begin(
        new TarEntry(
            name,
            EntryType.FILE,
            RawPath.ROOT,
            0,
            0,
            0,
            Instant.EPOCH,
            0,
            0,
            List.of(),
            0,
            0,
            Map.of()));
  }

  /**
   * Writes a file.
   *
   * @param path the entry's name
   * @param file open in whatever way, symbolic links themselves
   */
  public void add(RawPath path, Fd file) throws ErrnoException, IOException {
    Stat stat = Metadata.stat(file);
    if (stat.type() == Mode.S_IFSOCK) {
      // A socket is somebody's, not something: tar has no type for it, and no engine keeps it.
      return;
    }
    String identity = stat.device() + ":" + stat.inode();
    RawPath first = stat.links() > 1 && !stat.isDirectory() ? firstNames.get(identity) : null;
    if (first != null) {
      tar.begin(entry(path, EntryType.HARD_LINK, first, stat, Map.of()));
      return;
    }
    firstNames.put(identity, path);
    Map<String, byte[]> xattrs = Attributes.read(file);
    if (stat.isRegular()) {
      addFile(path, file, stat, xattrs);
    } else if (stat.isSymlink()) {
      RawPath target = RawPath.of(Names.readlink(file, ""));
      tar.begin(entry(path, EntryType.SYMLINK, target, stat, xattrs));
    } else {
      tar.begin(entry(path, type(stat), RawPath.ROOT, stat, xattrs));
    }
  }

  private static EntryType type(Stat stat) {
    return switch (stat.type()) {
      case Mode.S_IFDIR -> EntryType.DIRECTORY;
      case Mode.S_IFIFO -> EntryType.FIFO;
      case Mode.S_IFCHR -> EntryType.CHARACTER_DEVICE;
      case Mode.S_IFBLK -> EntryType.BLOCK_DEVICE;
      default -> throw new IllegalStateException("type " + Integer.toOctalString(stat.type()));
    };
  }

  private void addFile(RawPath path, Fd file, Stat stat, Map<String, byte[]> xattrs)
      throws ErrnoException, IOException {
    try (Fd content = Descriptors.open(Fd.CWD, file.procPath(), O_RDONLY)) {
      List<Segment> segments =
          archiveHoles ? DataSegments.of(content, stat) : DataSegments.whole(stat.size());
      long stored = segments.stream().mapToLong(Segment::length).sum();
      tar.begin(
          new TarEntry(
              path,
              EntryType.FILE,
              RawPath.ROOT,
              stat.permissions(),
              Integer.toUnsignedLong(stat.uid()),
              Integer.toUnsignedLong(stat.gid()),
              time(stat),
              stat.size(),
              stored,
              segments,
              0,
              0,
              xattrs));
      for (Segment segment : segments) {
        copy(content, segment);
      }
    }
  }

  /** What a running container cuts off meanwhile is zeros. */
  private void copy(Fd file, Segment segment) throws ErrnoException, IOException {
    long at = segment.offset();
    while (at < segment.end()) {
      int wanted = (int) Math.min(buffer.length, segment.end() - at);
      int n = Content.pread(file, buffer, 0, wanted, at);
      if (n == 0) {
        Arrays.fill(buffer, 0, wanted, (byte) 0);
        n = wanted;
      }
      tar.write(buffer, 0, n);
      at += n;
    }
  }

  private static TarEntry entry(
      RawPath path, EntryType type, RawPath link, Stat stat, Map<String, byte[]> xattrs) {
    boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    return new TarEntry(
        path,
        type,
        link,
        stat.permissions(),
        Integer.toUnsignedLong(stat.uid()),
        Integer.toUnsignedLong(stat.gid()),
        time(stat),
        0,
        0,
        List.of(),
        device ? stat.rdev().major() : 0,
        device ? stat.rdev().minor() : 0,
        xattrs);
  }

  private static Instant time(Stat stat) {
    return Instant.ofEpochSecond(stat.modified().seconds(), stat.modified().nanos());
  }

  /**
   * Refuses what only overlayfs can read: a directory that was renamed on a kernel with {@code
   * redirect_dir=on}, or a file whose data stayed below ({@code metacopy=on}).
   */
  public static void refuseOverlayReferences(RawPath path, Fd file) throws ErrnoException {
    for (String kind : Attributes.overlayReferences(file)) {
      throw new ImageException.Unsupported(
          path
              + ": overlayfs keeps it as a reference ("
              + kind
              + "): switch the kernel's overlay options redirect_dir and metacopy off");
    }
  }
}
