package dev.davit.image.layer;

import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers of users or of groups of an image, as a layer and those below it have them: in {@code
 * /etc/passwd} or {@code /etc/group} (passwd(5), group(5)). Lines that are not understood are
 * passed over, and a file that is none, is missing or is behind a symbolic link has no lines.
 */
final class NamedIds {

  private static final int MAX_BYTES = 4 << 20;

  private final Map<String, Integer> ids;

  private NamedIds(Map<String, Integer> ids) {
    this.ids = ids;
  }

  /** Reads the file of the layer, or else what is to be seen of it in those below. */
  static NamedIds read(LayerTree tree, LowerLayers lower, String path) throws ErrnoException {
    RawPath file = new RawPath(path);
    try (Fd directory = tree.openPlain(file.parent()).orElse(null)) {
      if (directory != null && LayerTree.stat(directory, file.base()).isPresent()) {
        try (Fd own = LayerTree.openHere(directory, file.base(), OpenFlags.O_PATH)) {
          return read(own);
        }
      }
    }
    try (Fd below = lower.find(file).orElse(null)) {
      return below == null ? new NamedIds(Map.of()) : read(below);
    }
  }

  private static NamedIds read(Fd pathOnly) throws ErrnoException {
    Map<String, Integer> ids = new HashMap<>();
    if (Metadata.stat(pathOnly).isRegular()) {
      // The magic link leads to what was looked at, whatever its name means meanwhile.
      try (Fd file = Descriptors.open(Fd.CWD, pathOnly.procPath(), OpenFlags.O_RDONLY)) {
        text(file).lines().forEach(line -> add(line.split(":", -1), ids));
      }
    }
    return new NamedIds(ids);
  }

  private static String text(Fd file) throws ErrnoException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] buffer = new byte[Content.CHUNK];
    for (int n = 1; n > 0 && text.size() < MAX_BYTES; ) {
      n = Content.read(file, buffer, 0, buffer.length);
      text.write(buffer, 0, n);
    }
    return RawPath.of(text.toByteArray()).latin1();
  }

  private static void add(String[] fields, Map<String, Integer> ids) {
    if (fields.length > 2 && !fields[0].isEmpty()) {
      try {
        ids.putIfAbsent(fields[0], Integer.parseUnsignedInt(fields[2]));
      } catch (NumberFormatException e) {
        // not a line of the file
      }
    }
  }

  /** The number of a name, its bytes as ISO-8859-1. */
  Optional<Integer> of(String name) {
    return Optional.ofNullable(ids.get(name));
  }
}
