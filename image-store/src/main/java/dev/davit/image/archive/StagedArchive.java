package dev.davit.image.archive;

import dev.davit.image.ImageException;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A tar of an OCI layout or from {@code docker save}, its files put down under names of our own.
 * One pass over the stream: the documents that say what is what may come last.
 */
public final class StagedArchive implements ArchiveFiles {

  private static final int MAX_FILES = 100_000;
  private static final int MAX_LINKS = 8;

  private final String label;
  private final Map<String, Path> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private StagedArchive(String label) {
    this.label = label;
  }

  /**
   * Reads an archive, compressed or not.
   *
   * @param stage an empty directory, which the caller removes
   * @throws ImageException.Malformed if it is no tar archive
   */
  public static StagedArchive read(InputStream in, String label, Path stage) throws IOException {
    StagedArchive archive = new StagedArchive(label);
    TarReader tar = new TarReader(Compression.decompress(in, label), label);
    for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
      archive.add(tar, entry.get(), stage);
    }
    return archive;
  }

  private void add(TarReader tar, TarEntry entry, Path stage) throws IOException {
    String name = key(entry.name());
    if (files.size() + links.size() > MAX_FILES) {
      throw tar.malformed("more than " + MAX_FILES + " files are no image");
    }
    switch (entry.type()) {
      case FILE -> {
        if (entry.stored() != entry.size()) {
          throw tar.malformed("sparse files are not expected in an image archive");
        }
        Path file = stage.resolve("file-" + files.size());
        Files.copy(tar.data(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        files.put(name, file);
        links.remove(name);
      }
      case SYMLINK -> links.put(name, relative(entry));
      case HARD_LINK -> links.put(name, key(entry.linkName()));
      default -> {
        // Directories say nothing here, and nothing else belongs into such an archive.
      }
    }
  }

  /** docker save writes a layer that occurs twice as a symbolic link: {@code ../ID/layer.tar}. */
  private static String relative(TarEntry entry) {
    java.util.ArrayDeque<String> path =
        new java.util.ArrayDeque<>(entry.name().normalized().parent().components());
    for (String part : entry.linkName().components()) {
      if (part.equals("..")) {
        path.pollLast();
      } else {
        path.add(part);
      }
    }
    return key(new RawPath(String.join("/", path)));
  }

  private static String key(RawPath path) {
    return new String(path.normalized().bytes(), StandardCharsets.UTF_8);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean owned() {
    return true;
  }

  @Override
  public Optional<Path> find(String name) {
    String at = key(RawPath.utf8(name));
    for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
      at = links.get(at);
    }
    return Optional.ofNullable(files.get(at));
  }
}
