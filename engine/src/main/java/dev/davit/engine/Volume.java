package dev.davit.engine;

import dev.davit.image.volume.Volumes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file or directory of the host, bind-mounted into the container.
 *
 * @param source on the host, absolute
 * @param destination in the container, absolute
 * @param options mount options in the words of mount(8): {@code ro}, {@code nosuid}, {@code
 *     rslave}…
 */
public record Volume(Path source, String destination, List<String> options) {

  private static final Set<String> OPTIONS =
      Set.of(
          "ro",
          "rw",
          "nosuid",
          "suid",
          "nodev",
          "dev",
          "noexec",
          "exec",
          "private",
          "rprivate",
          "slave",
          "rslave",
          "shared",
          "rshared",
          "bind",
          "rbind");

  /**
   * Copies the list.
   *
   * @throws OptionException if a path is not absolute or an option is unknown
   */
  public Volume {
    options = List.copyOf(options);
    if (!source.isAbsolute()) {
      throw new OptionException("volume", source + ": not an absolute path");
    }
    if (!destination.startsWith("/") || destination.equals("/")) {
      throw new OptionException(
          "volume",
          "destination \"" + destination + "\": not an absolute path below / in the container");
    }
    for (String option : options) {
      if (!OPTIONS.contains(option)) {
        throw new OptionException(
            "volume",
            "option \"" + option + "\": unknown: use ro, nosuid, nodev, noexec or a propagation");
      }
    }
  }

  /**
   * Reads {@code SRC:DST[:OPTION[,OPTION…]]}. A source that begins with a dot is below the working
   * directory.
   *
   * @throws OptionException if it is not of that form
   */
  public static Volume parse(String text) {
    return parse(text, Optional.empty());
  }

  /**
   * The same, where a source without a slash is the name of a volume.
   *
   * @param volumes the directory of the named volumes
   * @throws OptionException if it is not of that form
   */
  static Volume parse(String text, Path volumes) {
    return parse(text, Optional.of(volumes));
  }

  private static Volume parse(String text, Optional<Path> volumes) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new OptionException("volume", "\"" + text + "\": not of the form SRC:DST[:ro]");
    }
    String source = parts[0];
    boolean named = source.indexOf('/') < 0 && !source.startsWith(".");
    if (named && volumes.isEmpty()) {
      throw new OptionException(
          "volume",
          "\"" + text + "\": a named volume cannot be used here: give a path, such as ./" + source);
    }
    if (named && !Volumes.isName(source)) {
      throw new OptionException(
          "volume", "\"" + source + "\": not a name: use letters, digits, _ . and -, at least two");
    }
    List<String> options = new ArrayList<>();
    if (parts.length == 3) {
      options.addAll(List.of(parts[2].split(",")));
    }
    try {
      Path path = named ? volumes.orElseThrow().resolve(source).resolve("data") : absolute(source);
      return new Volume(path, parts[1], options);
    } catch (InvalidPathException e) {
      throw new OptionException("volume", "\"" + text + "\": " + e.getReason());
    }
  }

  /** Dots are taken out only where no symbolic link can change what ".." means. */
  private static Path absolute(String source) {
    Path path = Path.of(source).toAbsolutePath();
    return source.contains("..") ? path : path.normalize();
  }

  /** True if the container may not write to it. */
  public boolean readOnly() {
    return options.contains("ro");
  }
}
