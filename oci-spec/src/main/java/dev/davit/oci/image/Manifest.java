package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.Required;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image of one platform (image-spec 1.1, manifest.md); Docker schema 2 manifests have the same
 * shape.
 *
 * @param schemaVersion 2
 * @param mediaType {@link MediaTypes#MANIFEST} or {@link MediaTypes#DOCKER_MANIFEST}
 * @param artifactType type of the artifact
 * @param config the configuration
 * @param layers layers, base first
 * @param subject manifest that this one refers to
 * @param annotations metadata
 * @param unknown fields that this version does not know, kept and written back
 */
public record Manifest(
    int schemaVersion,
    Optional<String> mediaType,
    Optional<String> artifactType,
    Descriptor config,
    @Required List<Descriptor> layers,
    Optional<Descriptor> subject,
    Map<String, String> annotations,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Manifest {
    layers = List.copyOf(layers);
    annotations = Fields.copyOf(annotations);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static Manifest parse(String json) {
    return Json.parse(Manifest.class, "manifest", json);
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }
}
