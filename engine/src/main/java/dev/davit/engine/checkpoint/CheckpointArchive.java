package dev.davit.engine.checkpoint;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.davit.image.ImageException;
import dev.davit.image.archive.Compression;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.Segment;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import dev.davit.image.tar.TarWriter;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.file.Metadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A saved container as a directory, and as the tar that kubelet asks for and that containerd,
 * CRI-O, podman and checkpointctl know.
 *
 * <pre>
 *   checkpoint/       what criu has written, and what the container's streams and mounts were
 *   config.dump       which container it was: {@link CheckpointConfig}
 *   spec.dump         its OCI configuration
 *   rootfs-diff.tar   the files that it had made or changed
 *   deleted.files     a JSON array of the paths of its image that it had removed
 *   container.log     what it had said; ctr.log in those of podman
 *   davit-container.json, davit-pod.json   what it and its pod were made of
 *   dump.log, stats-dump, status.dump, network.status, bind.mounts   for people
 * </pre>
 *
 * <p>An archive may come from anybody: of it only regular files of these names are taken, and
 * nothing is written but below the directory that is given.
 */
public final class CheckpointArchive {

  /** The directory of criu's images. */
  public static final String IMAGES = "checkpoint";

  /** Which container it was. */
  public static final String CONFIG = "config.dump";

  /** Its OCI configuration. */
  public static final String SPEC = "spec.dump";

  /** Its own files. */
  public static final String FILES = "rootfs-diff.tar";

  /** What it had removed. */
  public static final String DELETED = "deleted.files";

  /** Its log. */
  public static final String LOG = "container.log";

  /** What it had said, in archives of podman: in the same form. */
  public static final String PODMAN_LOG = "ctr.log";

  /** What Davit made the container of, as JSON. */
  public static final String CONTAINER = "davit-container.json";

  /** What Davit made its pod of, as JSON. */
  public static final String POD = "davit-pod.json";

  /** What criu has said. */
  public static final String CRIU_LOG = "dump.log";

  /** What criu has measured. */
  public static final String STATISTICS = "stats-dump";

  private static final List<String> NAMES =
      List.of(
          CONFIG,
          SPEC,
          FILES,
          DELETED,
          LOG,
          PODMAN_LOG,
          CRIU_LOG,
          STATISTICS,
          CONTAINER,
          POD,
          "status.dump",
          "network.status",
          "bind.mounts");

  private static final List<String> NEEDED = List.of(CONFIG, SPEC, IMAGES + "/inventory.img");

  /** More files than criu writes for any container. */
  private static final int FILES_MAX = 1_000_000;

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int CHUNK = 1 << 16;
  private static final int TEXT_MAX = 1 << 22;

  private CheckpointArchive() {}

  /**
   * Packs a directory. The archive appears as a whole or not at all, with mode 0600, since it has
   * all that was in the container's memory. What was there of that name is replaced.
   *
   * @throws IOException if it cannot be written
   */
  public static void pack(Path directory, Path archive) throws IOException {
    Path unfinished = archive.resolveSibling("." + archive.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, PRIVATE);
    try {
      try (OutputStream out = Files.newOutputStream(unfinished);
          TarWriter tar = new TarWriter(out)) {
        for (Path file : files(directory)) {
          add(tar, file, directory.relativize(file).toString());
        }
      }
      Files.move(
          unfinished, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.equals(directory)).sorted().toList();
    }
  }

  private static void add(TarWriter tar, Path file, String name) throws IOException {
    boolean isDirectory = Files.isDirectory(file);
    long size = isDirectory ? 0 : Files.size(file);
    tar.begin(
        new TarEntry(
            RawPath.utf8(name),
            isDirectory ? EntryType.DIRECTORY : EntryType.FILE,
            RawPath.ROOT,
            isDirectory ? 0700 : 0600,
            0,
            0,
            Files.getLastModifiedTime(file).toInstant(),
            size,
            size,
            size == 0 ? List.of() : List.of(new Segment(0, size)),
            0,
            0,
            java.util.Map.of()));
    if (!isDirectory) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[CHUNK];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          tar.write(buffer, 0, n);
        }
      }
    }
  }

  /**
   * Unpacks an archive, which may be compressed by gzip or zstd, into a directory that is there.
   *
   * @throws ImageException.Malformed if it is none, or not one of a container
   * @throws ImageException.Storage if it cannot be read, or not be written there
   */
  public static void unpack(Path archive, Path directory) {
    String label = archive.toString();
    try (InputStream file = Files.newInputStream(archive);
        InputStream in = Compression.decompress(file, label)) {
      TarReader tar = new TarReader(in, label);
      int count = 0;
      for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        Optional<String> name = known(entry.get().name());
        if (name.isEmpty()) {
          continue;
        }
        if (entry.get().type() != EntryType.FILE || ++count > FILES_MAX) {
          throw tar.malformed("not what an archive of a saved container has");
        }
        extract(tar, entry.get(), directory.resolve(name.get()));
      }
    } catch (FileAlreadyExistsException e) {
      throw new ImageException.Malformed(label + ": has a file twice: " + e.getMessage());
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": unpack: " + IoFailure.reason(e), e);
    }
    requireComplete(label, directory);
  }

  /**
   * One of the texts of an archive, which is not unpacked.
   *
   * @return empty if the archive has none of that name
   * @throws ImageException.Malformed if it is no archive
   * @throws ImageException.Storage if it cannot be read
   */
  public static Optional<String> read(Path archive, String name) {
    String label = archive.toString();
    try (InputStream file = Files.newInputStream(archive);
        InputStream in = Compression.decompress(file, label)) {
      TarReader tar = new TarReader(in, label);
      for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        if (entry.get().type() == EntryType.FILE
            && known(entry.get().name()).filter(name::equals).isPresent()) {
          byte[] text = tar.data().readNBytes(TEXT_MAX);
          return Optional.of(new String(text, StandardCharsets.UTF_8));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": read: " + IoFailure.reason(e), e);
    }
  }

  /** The name of what is known, whether the archive begins it with ./ or not. */
  private static Optional<String> known(RawPath path) {
    if (path.climbs()) {
      return Optional.empty();
    }
    List<String> parts = path.normalized().components();
    boolean image = parts.size() == 2 && parts.get(0).equals(IMAGES);
    boolean other = parts.size() == 1 && NAMES.contains(parts.get(0));
    boolean ascii = parts.stream().allMatch(part -> part.matches("[\\x21-\\x7e]+"));
    return (image || other) && ascii ? Optional.of(String.join("/", parts)) : Optional.empty();
  }

  private static void extract(TarReader tar, TarEntry entry, Path file) throws IOException {
    try (FileChannel out = create(file)) {
      byte[] buffer = new byte[CHUNK];
      for (Segment segment : entry.segments()) {
        out.position(segment.offset());
        long left = segment.length();
        while (left > 0) {
          int n = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
          ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
          left -= n;
        }
      }
      if (out.size() < entry.size()) {
        // a hole at the end
        out.write(ByteBuffer.wrap(new byte[1]), entry.size() - 1);
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
  }

  private static void requireComplete(String label, Path directory) {
    for (String name : NEEDED) {
      if (!Files.isRegularFile(directory.resolve(name))) {
        throw new ImageException.Malformed(
            label + ": no saved container: there is no " + name + " in it");
      }
    }
  }

  /**
   * Copies what an image has that was made of an archive, out of its layers.
   *
   * @param label what messages call the image
   * @param layers its layers, the top-most first
   * @throws ImageException.Malformed if there is no saved container in it
   * @throws ImageException.Storage if it cannot be copied
   */
  public static void copy(String label, List<Path> layers, Path directory) {
    try (LowerLayers image = LowerLayers.open(layers)) {
      for (String name : NAMES) {
        copy(image, name, directory);
      }
      for (RawPath name : image.names(new RawPath(IMAGES))) {
        Optional<String> path = known(new RawPath(IMAGES).child(name));
        if (path.isPresent()) {
          copy(image, path.get(), directory);
        }
      }
    } catch (ErrnoException e) {
      throw new ImageException.Storage(label + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": copy: " + IoFailure.reason(e), e);
    }
    requireComplete(label, directory);
  }

  private static void copy(LowerLayers image, String name, Path directory)
      throws ErrnoException, IOException {
    Optional<Fd> found = image.find(RawPath.utf8(name));
    if (found.isEmpty()) {
      return;
    }
    try (Fd file = found.get()) {
      if (!Metadata.stat(file).isRegular()) {
        return;
      }
      try (FileChannel in = FileChannel.open(Path.of(file.procPath()));
          FileChannel out = create(directory.resolve(name))) {
        long at = 0;
        for (long size = in.size(); at < size; ) {
          at += in.transferTo(at, size - at, out);
        }
      }
    }
  }

  /** Writes the list of what was removed. */
  static void writeDeleted(Path directory, List<String> paths) throws IOException {
    Files.writeString(directory.resolve(DELETED), new Gson().toJson(paths));
  }

  /**
   * What was removed; nothing where the archive does not say.
   *
   * @throws ImageException.Malformed if it is no list of paths
   */
  static List<String> readDeleted(Path directory) throws IOException {
    Path file = directory.resolve(DELETED);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String[] paths = new Gson().fromJson(Files.readString(file), String[].class);
      return paths == null ? List.of() : List.of(paths);
    } catch (JsonParseException | NullPointerException e) {
      throw new ImageException.Malformed(DELETED + ": not a list of paths");
    }
  }
}
