package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;

/**
 * Priority of the traffic of one interface (runtime-spec 1.3.0, config-linux.md, "Network").
 *
 * @param name interface
 * @param priority priority
 * @param unknown fields that this version does not know, kept and written back
 */
public record InterfacePriority(
    String name, @Unsigned(32) long priority, Map<String, Object> unknown) {

  /** Copies its collections. */
  public InterfacePriority {
    unknown = Fields.copyOf(unknown);
  }
}
