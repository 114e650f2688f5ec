package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;

/**
 * I/O rate of one device (runtime-spec 1.3.0, config-linux.md, "Block IO").
 *
 * @param major major number
 * @param minor minor number
 * @param rate bytes or operations per second
 * @param unknown fields that this version does not know, kept and written back
 */
public record ThrottleDevice(
    long major, long minor, @Unsigned(64) long rate, Map<String, Object> unknown) {

  /** Copies its collections. */
  public ThrottleDevice {
    unknown = Fields.copyOf(unknown);
  }
}
