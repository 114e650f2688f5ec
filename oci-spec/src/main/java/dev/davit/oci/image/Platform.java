package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an image runs (image-spec 1.1, image-index.md, "platform").
 *
 * @param architecture as Go names it, {@code amd64}, {@code arm64}
 * @param os as Go names it, {@code linux}
 * @param osVersion version of the system
 * @param osFeatures features of the system
 * @param variant variant of the CPU, such as {@code v8}
 * @param unknown fields that this version does not know, kept and written back
 */
public record Platform(
    String architecture,
    String os,
    @Name("os.version") Optional<String> osVersion,
    @Name("os.features") List<String> osFeatures,
    Optional<String> variant,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Platform {
    osFeatures = List.copyOf(osFeatures);
    unknown = Fields.copyOf(unknown);
  }

  /** A platform with no variant. */
  public static Platform of(String os, String architecture) {
    return new Platform(architecture, os, Optional.empty(), List.of(), Optional.empty(), Map.of());
  }
}
