package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;

/**
 * A range of ids of a user namespace (runtime-spec 1.3.0, config-linux.md, "User namespace
 * mappings"; user_namespaces(7)).
 *
 * @param containerID first id inside
 * @param hostID first id outside
 * @param size number of ids
 * @param unknown fields that this version does not know, kept and written back
 */
public record IdMapping(
    @Unsigned(32) long containerID,
    @Unsigned(32) long hostID,
    @Unsigned(32) long size,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public IdMapping {
    unknown = Fields.copyOf(unknown);
  }

  /** A range with no other field. */
  public static IdMapping of(long containerID, long hostID, long size) {
    return new IdMapping(containerID, hostID, size, Map.of());
  }
}
