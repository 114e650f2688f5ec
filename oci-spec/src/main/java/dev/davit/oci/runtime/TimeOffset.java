package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * Offset of one clock of a time namespace (runtime-spec 1.3.0, config-linux.md, "Offset for Time
 * Namespace"; time_namespaces(7)).
 *
 * @param secs seconds
 * @param nanosecs nanoseconds added to them
 * @param unknown fields that this version does not know, kept and written back
 */
public record TimeOffset(
    Optional<Long> secs, Optional<@Unsigned(32) Long> nanosecs, Map<String, Object> unknown) {

  /** Copies its collections. */
  public TimeOffset {
    unknown = Fields.copyOf(unknown);
  }
}
