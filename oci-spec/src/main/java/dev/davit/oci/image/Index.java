package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.Required;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests of several platforms (image-spec 1.1, image-index.md); Docker manifest lists have the
 * same shape.
 *
 * @param schemaVersion 2
 * @param mediaType {@link MediaTypes#INDEX} or {@link MediaTypes#DOCKER_MANIFEST_LIST}
 * @param artifactType type of the artifact
 * @param manifests the manifests
 * @param subject manifest that this one refers to
 * @param annotations metadata
 * @param unknown fields that this version does not know, kept and written back
 */
public record Index(
    int schemaVersion,
    Optional<String> mediaType,
    Optional<String> artifactType,
    @Required List<Descriptor> manifests,
    Optional<Descriptor> subject,
    Map<String, String> annotations,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Index {
    manifests = List.copyOf(manifests);
    annotations = Fields.copyOf(annotations);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static Index parse(String json) {
    return Json.parse(Index.class, "index", json);
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }
}
