package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * Resource director technology (runtime-spec 1.3.0, features-linux.md, "Intel RDT").
 *
 * @param enabled whether the runtime has it
 * @param schemata the schemata field
 * @param monitoring the enableMonitoring field
 * @param unknown fields that this version does not know, kept and written back
 */
public record IntelRdtFeatures(
    Optional<Boolean> enabled,
    Optional<Boolean> schemata,
    Optional<Boolean> monitoring,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public IntelRdtFeatures {
    unknown = Fields.copyOf(unknown);
  }
}
