package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a runtime implements (runtime-spec 1.3.0, features.md). An absent list is another thing than
 * an empty one.
 *
 * @param ociVersionMin oldest version accepted
 * @param ociVersionMax newest version accepted
 * @param hooks names of the hooks
 * @param mountOptions mount options known
 * @param linux what only Linux has
 * @param annotations metadata
 * @param potentiallyUnsafeConfigAnnotations annotations that change the runtime's behaviour
 * @param unknown fields that this version does not know, kept and written back
 */
public record Features(
    String ociVersionMin,
    String ociVersionMax,
    Optional<List<String>> hooks,
    Optional<List<String>> mountOptions,
    Optional<LinuxFeatures> linux,
    Map<String, String> annotations,
    Optional<List<String>> potentiallyUnsafeConfigAnnotations,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Features {
    annotations = Fields.copyOf(annotations);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static Features parse(String json) {
    return Json.parse(Features.class, "features", json);
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }

  /** The document as indented JSON. */
  public String toIndentedJson() {
    return Json.writeIndented(this);
  }
}
