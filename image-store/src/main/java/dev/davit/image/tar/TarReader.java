package dev.davit.image.tar;

import dev.davit.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads a tar archive front to back with bounded memory.
 *
 * <p>commons-compress decodes extended headers as UTF-8, which destroys binary attribute values and
 * other names, and reads headers of any size into memory; hence a reader of our own. Where formats
 * contradict each other it decides like Go's archive/tar, which the other engines use: two readers
 * that see different entries in the same bytes are a way to smuggle files.
 *
 * <p>Not thread-safe. The stream stays the caller's to close.
 */
public final class TarReader {

  /** Longest extended header or long name that is believed; xattrs are at most 64 KiB each. */
  static final int MAX_EXTENSION_BYTES = 1 << 20;

  private static final int SKIP_BYTES = 1 << 16;
  private static final long MAX_ID = 0xffff_fffeL;

  private final InputStream in;
  private final String label;
  private PaxRecords global = PaxRecords.none();
  private RawPath current;
  private long position;
  private long dataLeft;
  private long padding;
  private boolean ended;
  private boolean marked;

  /**
   * Starts at the stream's position.
   *
   * @param label what messages call the archive
   */
  public TarReader(InputStream in, String label) {
    this.in = in;
    this.label = label;
  }

  /** Bytes of the archive read so far. */
  public long position() {
    return position;
  }

  /** True once the end-of-archive marker was seen; without it the archive may have been cut. */
  public boolean endMarked() {
    return marked;
  }

  /**
   * The next entry, or nothing at the archive's end. What is left of the previous entry's data is
   * skipped.
   *
   * @throws ImageException.Malformed if the bytes are no tar archive
   * @throws IOException if the stream cannot be read
   */
  public Optional<TarEntry> next() throws IOException {
    byte[] rest = new byte[(int) Math.min(dataLeft, SKIP_BYTES)];
    while (dataLeft > 0) {
      read(rest, 0, rest.length);
    }
    skip(padding);
    padding = 0;
    Extensions extensions = new Extensions();
    while (!ended) {
      byte[] block = block(extensions.any());
      if (block == null) {
        break;
      }
      TarHeader header = new TarHeader(block);
      if (!header.checksumMatches()) {
        throw malformed("no tar header at byte " + (position - TarHeader.BLOCK));
      }
      try {
        if (!extensions.take(header)) {
          return Optional.of(entry(header, extensions));
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        throw malformed(e.getMessage());
      }
    }
    ended = true;
    return Optional.empty();
  }

  /**
   * Reads data of the current entry.
   *
   * @return the number of bytes, at least 1, or -1 at the end of the entry's data
   */
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (dataLeft == 0) {
      return -1;
    }
    int n = in.read(buffer, offset, (int) Math.min(length, dataLeft));
    if (n < 0) {
      throw truncated();
    }
    position += n;
    dataLeft -= n;
    return n;
  }

  /** The data of the current entry as a stream; valid until {@link #next}. */
  public InputStream data() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return TarReader.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return length == 0 ? 0 : TarReader.this.read(buffer, offset, length);
      }
    };
  }

  /** A malformed-archive error that names the archive and the current entry. */
  public ImageException.Malformed malformed(String problem) {
    String entry = current == null ? "" : "entry " + current + ": ";
    return new ImageException.Malformed(label + ": " + entry + problem);
  }

  private ImageException.Malformed truncated() {
    if (current == null && position < TarHeader.BLOCK) {
      return new ImageException.Malformed(
          label + ": no archive, or truncated: only " + position + " bytes, less than one header");
    }
    String where = current == null ? "" : " of entry " + current;
    return new ImageException.Malformed(
        label
            + ": truncated at byte "
            + position
            + where
            + (dataLeft > 0 ? ": " + dataLeft + " bytes missing" : ""));
  }

  /** Extended headers collected in front of one entry. */
  private final class Extensions {
    private PaxRecords pax;
    private RawPath longName;
    private RawPath longLink;

    boolean any() {
      return pax != null || longName != null || longLink != null;
    }

    boolean take(TarHeader header) throws IOException {
      switch (header.type()) {
        case 'x', 'X' -> pax = PaxRecords.parse(extension(header));
        case 'g' -> global = global(PaxRecords.parse(extension(header)));
        case 'L' -> longName = untilNul(extension(header));
        case 'K' -> longLink = untilNul(extension(header));
        case 'V' -> skip(padded(header.size()));
        default -> {
          return false;
        }
      }
      return true;
    }

    private PaxRecords global(PaxRecords records) {
      for (String key : List.of("path", "linkpath", "size", "GNU.sparse.name", "GNU.sparse.map")) {
        if (records.has(key)) {
          throw new IllegalArgumentException(
              "global extended header: " + key + " for all entries makes no sense");
        }
      }
      return records.over(global);
    }
  }

  private TarEntry entry(TarHeader header, Extensions extensions) throws IOException {
    PaxRecords pax = extensions.pax == null ? global : extensions.pax.over(global);
    RawPath name = extensions.longName != null ? extensions.longName : header.name();
    name = pax.name("GNU.sparse.name").or(() -> pax.name("path")).orElse(name);
    current = name;
    RawPath link = extensions.longLink != null ? extensions.longLink : header.linkName();
    link = pax.name("linkpath").orElse(link);
    if (name.latin1().indexOf(0) >= 0 || link.latin1().indexOf(0) >= 0) {
      throw malformed("name contains a NUL byte");
    }
    EntryType type = type(header.type(), name);
    boolean file = type == EntryType.FILE;
    // An old writer's directory is a file whose name ends in a slash, and may have data to skip.
    boolean data = file || header.type() != '5' && type == EntryType.DIRECTORY;
    dataLeft = data ? size("size", pax.number("size").orElseGet(header::size)) : 0;
    padding = -dataLeft & (TarHeader.BLOCK - 1);
    Content content = file ? content(header, pax) : new Content(0, List.of());
    boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    return new TarEntry(
        name,
        type,
        link,
        (int) (header.mode() & 07777),
        id("uid", pax.number("uid").orElseGet(header::uid)),
        id("gid", pax.number("gid").orElseGet(header::gid)),
        pax.time("mtime").orElseGet(() -> Instant.ofEpochSecond(header.modifiedSeconds())),
        content.size(),
        dataLeft,
        content.segments(),
        device ? (int) id("device", header.deviceMajor()) : 0,
        device ? (int) id("device", header.deviceMinor()) : 0,
        pax.xattrs());
  }

  private record Content(long size, List<Segment> segments) {}

  /** Finds where the stored bytes belong; format 1.0 keeps its map in front of the data. */
  private Content content(TarHeader header, PaxRecords pax) throws IOException {
    SparseMap map = new SparseMap();
    if (header.type() == 'S') {
      oldGnuMap(header, map);
      long size = size("real size", header.number(483, 12));
      return new Content(size, map.segments(size, dataLeft));
    }
    if (pax.text("GNU.sparse.major").equals(Optional.of("1"))
        && pax.text("GNU.sparse.minor").equals(Optional.of("0"))) {
      mapBeforeData(map);
      long size = size("GNU.sparse.realsize", pax.number("GNU.sparse.realsize").orElse(-1L));
      return new Content(size, map.segments(size, dataLeft));
    }
    if (pax.sparseMap().isPresent()) {
      long[] numbers = pax.sparseMap().get();
      if (numbers.length % 2 != 0) {
        throw malformed("sparse map: odd number of fields");
      }
      for (int i = 0; i < numbers.length; i += 2) {
        map.add(numbers[i], numbers[i + 1]);
      }
      long size = size("GNU.sparse.size", pax.number("GNU.sparse.size").orElse(-1L));
      return new Content(size, map.segments(size, dataLeft));
    }
    return new Content(dataLeft, dataLeft == 0 ? List.of() : List.of(new Segment(0, dataLeft)));
  }

  private void oldGnuMap(TarHeader header, SparseMap map) throws IOException {
    addSegments(header, map, 386, 4);
    boolean more = header.flag(482);
    while (more) {
      TarHeader extension = new TarHeader(block(true));
      addSegments(extension, map, 0, 21);
      more = extension.flag(504);
    }
  }

  private static void addSegments(TarHeader block, SparseMap map, int offset, int count) {
    for (int at = offset; at < offset + count * 24 && !block.text(at, 12).isEmpty(); at += 24) {
      map.add(block.number(at, 12), block.number(at + 12, 12));
    }
  }

  private void mapBeforeData(SparseMap map) throws IOException {
    long start = dataLeft;
    long count = decimalLine();
    if (count > SparseMap.MAX_SEGMENTS) {
      throw malformed("sparse map: more than " + SparseMap.MAX_SEGMENTS + " segments");
    }
    for (long i = 0; i < count; i++) {
      long offset = decimalLine();
      map.add(offset, decimalLine());
    }
    long rest = -(start - dataLeft) & (TarHeader.BLOCK - 1);
    if (rest > dataLeft) {
      throw malformed("sparse map: longer than the data");
    }
    skip(rest);
    dataLeft -= rest;
  }

  private long decimalLine() throws IOException {
    byte[] one = new byte[1];
    long value = 0;
    for (int digits = 0; digits <= 19; digits++) {
      if (read(one, 0, 1) < 0) {
        break;
      }
      if (one[0] == '\n' && digits > 0) {
        return value;
      }
      if (one[0] < '0' || one[0] > '9' || value > (Long.MAX_VALUE - 9) / 10) {
        break;
      }
      value = value * 10 + one[0] - '0';
    }
    throw malformed("sparse map: not a number");
  }

  private EntryType type(char flag, RawPath name) {
    return switch (flag) {
      case '0', 0, '7' -> name.latin1().endsWith("/") ? EntryType.DIRECTORY : EntryType.FILE;
      case 'S' -> EntryType.FILE;
      case '1' -> EntryType.HARD_LINK;
      case '2' -> EntryType.SYMLINK;
      case '3' -> EntryType.CHARACTER_DEVICE;
      case '4' -> EntryType.BLOCK_DEVICE;
      case '5' -> EntryType.DIRECTORY;
      case '6' -> EntryType.FIFO;
      default ->
          throw malformed(
              "type '" + new RawPath(String.valueOf(flag)) + "' is not supported in image layers");
    };
  }

  private long size(String what, long size) {
    if (size < 0) {
      throw malformed(what + " is missing or negative");
    }
    return size;
  }

  private long id(String what, long id) {
    if (id < 0 || id > MAX_ID) {
      throw malformed(what + " " + id + " is outside of 0 to " + MAX_ID);
    }
    return id;
  }

  private byte[] extension(TarHeader header) throws IOException {
    long size = header.size();
    if (size < 0 || size > MAX_EXTENSION_BYTES) {
      throw new IllegalArgumentException(
          "extended header of "
              + size
              + " bytes: more than "
              + MAX_EXTENSION_BYTES
              + " are refused");
    }
    byte[] body = in.readNBytes((int) size);
    position += body.length;
    if (body.length < size) {
      throw truncated();
    }
    skip(padded(size) - size);
    return body;
  }

  private static RawPath untilNul(byte[] body) {
    String text = RawPath.of(body).latin1();
    int nul = text.indexOf(0);
    return new RawPath(nul < 0 ? text : text.substring(0, nul));
  }

  private static long padded(long size) {
    return size + (-size & (TarHeader.BLOCK - 1));
  }

  /** The next block, or null at the archive's end; its end marker is two zero blocks. */
  private byte[] block(boolean needed) throws IOException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    position += block.length;
    boolean none = block.length == 0 || TarHeader.isZero(block);
    if (block.length < TarHeader.BLOCK && (block.length > 0 || needed)) {
      throw truncated();
    }
    if (none && needed) {
      throw malformed("extended header without an entry");
    }
    if (none && block.length > 0) {
      byte[] second = in.readNBytes(TarHeader.BLOCK);
      position += second.length;
      if (second.length == TarHeader.BLOCK && !TarHeader.isZero(second)) {
        throw malformed("lone zero block at byte " + (position - 2L * TarHeader.BLOCK));
      }
      marked = true;
    }
    return none ? null : block;
  }

  private void skip(long count) throws IOException {
    byte[] buffer = new byte[(int) Math.min(count, SKIP_BYTES)];
    long left = count;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw truncated();
      }
      left -= n;
      position += n;
    }
  }
}
