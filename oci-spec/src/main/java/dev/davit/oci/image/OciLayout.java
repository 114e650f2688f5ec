package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import java.util.Map;

/**
 * The file {@code oci-layout} (image-spec 1.1, image-layout.md).
 *
 * @param imageLayoutVersion 1.0.0
 * @param unknown fields that this version does not know, kept and written back
 */
public record OciLayout(String imageLayoutVersion, Map<String, Object> unknown) {

  /** Copies its collections. */
  public OciLayout {
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static OciLayout parse(String json) {
    return Json.parse(OciLayout.class, "oci-layout", json);
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }
}
