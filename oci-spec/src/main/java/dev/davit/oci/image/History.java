package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Name;
import java.util.Map;
import java.util.Optional;

/**
 * How one layer was made (image-spec 1.1, config.md, "history").
 *
 * @param created time in RFC 3339
 * @param createdBy command
 * @param author author
 * @param comment remark
 * @param emptyLayer whether it made no layer
 * @param unknown fields that this version does not know, kept and written back
 */
public record History(
    Optional<String> created,
    @Name("created_by") Optional<String> createdBy,
    Optional<String> author,
    Optional<String> comment,
    @Name("empty_layer") boolean emptyLayer,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public History {
    unknown = Fields.copyOf(unknown);
  }
}
