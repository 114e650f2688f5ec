package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * I/O weight of one device (runtime-spec 1.3.0, config-linux.md, "Block IO").
 *
 * @param major major number
 * @param minor minor number
 * @param weight relative weight
 * @param leafWeight cgroup v1: weight against children
 * @param unknown fields that this version does not know, kept and written back
 */
public record WeightDevice(
    long major,
    long minor,
    Optional<@Unsigned(16) Long> weight,
    Optional<@Unsigned(16) Long> leafWeight,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public WeightDevice {
    unknown = Fields.copyOf(unknown);
  }
}
