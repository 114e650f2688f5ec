package dev.davit.image.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A directory that outlives containers.
 *
 * @param name unique below a data root
 * @param created when
 * @param labels of its user
 * @param directory what is mounted
 */
public record NamedVolume(
    String name, Instant created, Map<String, String> labels, Path directory) {

  /** Copies the map. */
  public NamedVolume {
    labels = Map.copyOf(labels);
  }
}
