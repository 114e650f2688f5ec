package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.Name;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of an image (image-spec 1.1, config.md). The digest of its text is the image
 * id.
 *
 * @param created time in RFC 3339
 * @param author author
 * @param architecture as Go names it
 * @param os as Go names it
 * @param osVersion version of the system
 * @param osFeatures features of the system
 * @param variant variant of the CPU
 * @param config defaults of containers
 * @param rootfs the layers
 * @param history how the layers were made
 * @param unknown fields that this version does not know, kept and written back
 */
public record ImageConfig(
    Optional<String> created,
    Optional<String> author,
    String architecture,
    String os,
    @Name("os.version") Optional<String> osVersion,
    @Name("os.features") List<String> osFeatures,
    Optional<String> variant,
    Optional<ContainerConfig> config,
    RootFs rootfs,
    List<History> history,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public ImageConfig {
    osFeatures = List.copyOf(osFeatures);
    history = List.copyOf(history);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static ImageConfig parse(String json) {
    return Json.parse(ImageConfig.class, "image config", json);
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }
}
