package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * A feature that is there or not (runtime-spec 1.3.0, features-linux.md).
 *
 * @param enabled whether the runtime has it
 * @param unknown fields that this version does not know, kept and written back
 */
public record Feature(Optional<Boolean> enabled, Map<String, Object> unknown) {

  /** Copies its collections. */
  public Feature {
    unknown = Fields.copyOf(unknown);
  }

  /** A feature with no other field. */
  public static Feature of(boolean enabled) {
    return new Feature(Optional.of(enabled), Map.of());
  }
}
