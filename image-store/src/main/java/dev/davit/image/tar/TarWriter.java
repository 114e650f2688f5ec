package dev.davit.image.tar;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes tar archives in the POSIX pax format, so that {@link TarReader} and every other reader see
 * the entries that went in: names of any length and of any bytes, times to the nanosecond, extended
 * attributes as {@code SCHILY.xattr.*}, holes in GNU's sparse format 1.0. The same entries give the
 * same bytes everywhere.
 *
 * <p>Not thread-safe. The stream stays the caller's to close.
 */
public final class TarWriter implements Closeable {

  private static final byte[] ZEROS = new byte[TarHeader.BLOCK];

  private final OutputStream out;
  private long dataLeft;
  private int padding;
  private boolean closed;

  /** Starts an archive. */
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins an entry; its stored bytes follow by {@link #write}.
   *
   * @throws IllegalStateException if the data of the last entry is not complete
   */
  public void begin(TarEntry entry) throws IOException {
    finishEntry();
    boolean sparse = isSparse(entry);
    byte[] map = sparse ? map(entry) : new byte[0];
    long size = entry.type() == EntryType.FILE ? map.length + entry.stored() : 0;
    RawPath name = name(entry);
    PaxBody pax = extensions(entry, name, size, sparse);
    if (!pax.isEmpty()) {
      byte[] body = pax.bytes();
      out.write(
          new HeaderBlock('x')
              .name(new RawPath("PaxHeaders/" + shown(name)))
              .mode(0644)
              .owner(0, 0)
              .size(body.length)
              .modified(0)
              .device(0, 0)
              .bytes());
      out.write(body);
      pad(body.length);
    }
    out.write(header(entry, sparse ? new RawPath("GNUSparseFile.0/" + shown(name)) : name, size));
    out.write(map);
    dataLeft = entry.type() == EntryType.FILE ? entry.stored() : 0;
    padding = (int) (-size & (TarHeader.BLOCK - 1));
  }

  /** Directories end in a slash, as all writers have it. */
  private static RawPath name(TarEntry entry) {
    boolean slash = entry.type() == EntryType.DIRECTORY && !entry.name().latin1().endsWith("/");
    return slash ? new RawPath(entry.name().latin1() + "/") : entry.name();
  }

  /** The end of a name, for headers whose name nobody reads. */
  private static String shown(RawPath name) {
    List<String> parts = name.components();
    String base = parts.isEmpty() ? "." : parts.get(parts.size() - 1);
    StringBuilder ascii = new StringBuilder();
    base.chars().limit(80).forEach(c -> ascii.append(c > 0x20 && c < 0x7f ? (char) c : '_'));
    return ascii.toString();
  }

  private static byte[] header(TarEntry entry, RawPath name, long size) {
    return new HeaderBlock(type(entry.type()))
        .name(name)
        .link(entry.linkName())
        .mode(entry.mode())
        .owner(entry.uid(), entry.gid())
        .size(size)
        .modified(entry.modified().getEpochSecond())
        .device(entry.deviceMajor(), entry.deviceMinor())
        .bytes();
  }

  private static PaxBody extensions(TarEntry entry, RawPath name, long size, boolean sparse) {
    PaxBody pax = new PaxBody();
    if (sparse) {
      pax.add("GNU.sparse.major", 1);
      pax.add("GNU.sparse.minor", 0);
      pax.add("GNU.sparse.name", name);
      pax.add("GNU.sparse.realsize", entry.size());
    } else if (!HeaderBlock.fits(name)) {
      pax.add("path", name);
    }
    if (!HeaderBlock.fits(entry.linkName())) {
      pax.add("linkpath", entry.linkName());
    }
    if (!HeaderBlock.fitsEleven(size)) {
      pax.add("size", size);
    }
    if (!HeaderBlock.fitsSeven(entry.uid())) {
      pax.add("uid", entry.uid());
    }
    if (!HeaderBlock.fitsSeven(entry.gid())) {
      pax.add("gid", entry.gid());
    }
    if (entry.modified().getNano() != 0
        || !HeaderBlock.fitsEleven(entry.modified().getEpochSecond())) {
      pax.add("mtime", entry.modified());
    }
    for (Map.Entry<String, byte[]> xattr : new TreeMap<>(entry.xattrs()).entrySet()) {
      if (xattr.getKey().indexOf('=') >= 0) {
        throw new IllegalArgumentException(
            "entry " + name + ": attribute " + xattr.getKey() + ": tar has no names with =");
      }
      pax.add("SCHILY.xattr." + xattr.getKey(), xattr.getValue());
    }
    return pax;
  }

  private static boolean isSparse(TarEntry entry) {
    if (entry.type() != EntryType.FILE || entry.size() == 0) {
      return false;
    }
    return entry.segments().size() != 1
        || entry.segments().get(0).offset() != 0
        || entry.segments().get(0).length() != entry.size();
  }

  /** Count, then offset and length of each segment, a number per line, in whole blocks. */
  private static byte[] map(TarEntry entry) {
    StringBuilder text = new StringBuilder();
    List<Segment> segments = entry.segments();
    long last = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).end();
    boolean endsInHole = last < entry.size();
    text.append(segments.size() + (endsInHole ? 1 : 0)).append('\n');
    for (Segment segment : segments) {
      // GNU tar starts each segment in a block of its own, Go's reader does not: whole blocks are
      // the same to both.
      if (segment.length() % TarHeader.BLOCK != 0 && segment.end() != last) {
        throw new IllegalArgumentException(
            "entry "
                + entry.name()
                + ": segment of "
                + segment.length()
                + " bytes: no whole blocks");
      }
      text.append(segment.offset()).append('\n').append(segment.length()).append('\n');
    }
    if (endsInHole) {
      text.append(entry.size()).append("\n0\n");
    }
    text.append("\0".repeat(-text.length() & (TarHeader.BLOCK - 1)));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static char type(EntryType type) {
    return switch (type) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMLINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  /** Writes stored bytes of the entry that was begun last. */
  public void write(byte[] buffer, int offset, int length) throws IOException {
    if (length > dataLeft) {
      throw new IllegalStateException("more data than the entry's header promised");
    }
    out.write(buffer, offset, length);
    dataLeft -= length;
  }

  private void finishEntry() throws IOException {
    if (dataLeft > 0) {
      throw new IllegalStateException(dataLeft + " bytes of an entry are missing");
    }
    out.write(ZEROS, 0, padding);
    padding = 0;
  }

  private void pad(int length) throws IOException {
    out.write(ZEROS, 0, -length & (TarHeader.BLOCK - 1));
  }

  /** Writes the end of the archive, once. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      finishEntry();
      out.write(ZEROS);
      out.write(ZEROS);
      out.flush();
    }
  }
}
