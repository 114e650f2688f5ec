package dev.davit.image.build;

import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.Segment;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one layer. Owner, time and order of the entries are the same wherever and whenever
 * it is written: root, one second after 1970, and by name.
 */
final class LayerFiles {

  /** Not 0, which some tools take for "unknown"; as other reproducible builders have it. */
  private static final Instant TIME = Instant.ofEpochSecond(1);

  private interface Content {
    InputStream open() throws IOException;
  }

  private record File(EntryType type, int mode, long size, String target, Content content) {}

  private final Map<RawPath, File> files = new TreeMap<>();

  boolean isEmpty() {
    return files.isEmpty();
  }

  void bytes(String path, int mode, byte[] bytes) {
    byte[] copy = bytes.clone();
    add(
        path,
        new File(
            EntryType.FILE, mode, copy.length, "", () -> new java.io.ByteArrayInputStream(copy)));
  }

  void directory(String path, int mode) {
    add(path, new File(EntryType.DIRECTORY, mode, 0, "", null));
  }

  void symlink(String path, String target) {
    add(path, new File(EntryType.SYMLINK, 0777, 0, target, null));
  }

  /** A file of this machine, or a directory with all that is in it. */
  void copy(Path source, String path) throws IOException {
    if (Files.isSymbolicLink(source)) {
      symlink(path, Files.readSymbolicLink(source).toString());
    } else if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
      directory(path, 0755);
      try (Stream<Path> below = Files.list(source)) {
        for (Path file : below.sorted().toList()) {
          copy(file, path + "/" + file.getFileName());
        }
      }
    } else if (Files.isRegularFile(source)) {
      boolean executable =
          Files.getPosixFilePermissions(source).contains(PosixFilePermission.OWNER_EXECUTE);
      long size = Files.size(source);
      Content content = () -> Files.newInputStream(source);
      add(path, new File(EntryType.FILE, executable ? 0755 : 0644, size, "", content));
    } else {
      throw new java.nio.file.NoSuchFileException(source.toString());
    }
  }

  private void add(String path, File file) {
    RawPath name = RawPath.utf8(path).normalized();
    if (!path.startsWith("/") || name.climbs()) {
      throw new IllegalArgumentException("\"" + path + "\": not an absolute path");
    }
    if (name.isRoot()) {
      return;
    }
    for (RawPath parent = name.parent(); !parent.isRoot(); parent = parent.parent()) {
      files.putIfAbsent(parent, new File(EntryType.DIRECTORY, 0755, 0, "", null));
    }
    File there = files.get(name);
    boolean directories = there != null && there.type() == EntryType.DIRECTORY;
    if (there == null || directories == (file.type() == EntryType.DIRECTORY)) {
      files.put(name, file);
    } else {
      throw new IllegalArgumentException(path + ": a directory and something else");
    }
  }

  void write(OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (TarWriter tar = new TarWriter(out)) {
      for (Map.Entry<RawPath, File> entry : files.entrySet()) {
        File file = entry.getValue();
        tar.begin(tarEntry(entry.getKey(), file));
        if (file.content() != null) {
          try (InputStream in = file.content().open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              tar.write(buffer, 0, n);
            }
          }
        }
      }
    }
  }

  private static TarEntry tarEntry(RawPath name, File file) {
    return new TarEntry(
        name,
        file.type(),
        RawPath.utf8(file.target()),
        file.mode(),
        0,
        0,
        TIME,
        file.size(),
        file.size(),
        file.size() == 0 ? List.of() : List.of(new Segment(0, file.size())),
        0,
        0,
        Map.of());
  }
}
