package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;

/**
 * Limit of huge pages of one size (runtime-spec 1.3.0, config-linux.md, "Huge page limits").
 *
 * @param pageSize size as in {@code 2MB}
 * @param limit bytes
 * @param unknown fields that this version does not know, kept and written back
 */
public record HugepageLimit(
    String pageSize, @Unsigned(64) long limit, Map<String, Object> unknown) {

  /** Copies its collections. */
  public HugepageLimit {
    unknown = Fields.copyOf(unknown);
  }
}
