package dev.davit.image.archive;

import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.Segment;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An archive of documents and blobs: the same content gives the same bytes. */
final class ArchiveWriter implements Closeable {

  private final TarWriter tar;
  private final Set<String> written = new HashSet<>();

  ArchiveWriter(OutputStream out) {
    this.tar = new TarWriter(out);
  }

  /** Whether a name is still free; it is not from then on. */
  boolean isNew(String name) {
    return written.add(name);
  }

  void directory(String name) throws IOException {
    if (isNew(name)) {
      tar.begin(entry(EntryType.DIRECTORY, name, 0755, 0));
    }
  }

  void text(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    tar.begin(entry(EntryType.FILE, name, 0644, bytes.length));
    tar.write(bytes, 0, bytes.length);
  }

  /** Writes a file of a size that is known; a stream that is shorter leaves the entry open. */
  void file(String name, long size, InputStream content) throws IOException {
    tar.begin(entry(EntryType.FILE, name, 0644, size));
    byte[] buffer = new byte[1 << 16];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      tar.write(buffer, 0, n);
    }
  }

  private static TarEntry entry(EntryType type, String name, int mode, long size) {
    return new TarEntry(
        RawPath.utf8(name),
        type,
        RawPath.ROOT,
        mode,
        0,
        0,
        Instant.EPOCH,
        size,
        size,
        size == 0 ? List.of() : List.of(new Segment(0, size)),
        0,
        0,
        Map.of());
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
