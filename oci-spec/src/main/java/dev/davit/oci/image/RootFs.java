package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Name;
import dev.davit.oci.json.Required;
import java.util.List;
import java.util.Map;

/**
 * The layers of an image (image-spec 1.1, config.md, "rootfs").
 *
 * @param type {@code layers}
 * @param diffIds digests of the uncompressed layers, base first
 * @param unknown fields that this version does not know, kept and written back
 */
public record RootFs(
    String type, @Required @Name("diff_ids") List<Digest> diffIds, Map<String, Object> unknown) {

  /** Copies its collections. */
  public RootFs {
    diffIds = List.copyOf(diffIds);
    unknown = Fields.copyOf(unknown);
  }
}
