package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * A network device that is moved into the container (runtime-spec 1.3.0, config-linux.md, "Network
 * Devices").
 *
 * @param name its name inside; the same as outside when absent
 * @param unknown fields that this version does not know, kept and written back
 */
public record NetDevice(Optional<String> name, Map<String, Object> unknown) {

  /** Copies its collections. */
  public NetDevice {
    unknown = Fields.copyOf(unknown);
  }
}
