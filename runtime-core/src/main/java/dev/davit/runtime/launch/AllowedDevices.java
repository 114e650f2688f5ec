package dev.davit.runtime.launch;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The device rules that every restricted container gets on top of its own: configurations such as
 * that of {@code runc spec} deny everything and count on the runtime to allow the devices that the
 * specification promises (runtime-spec, config-linux, "Default Devices").
 */
final class AllowedDevices {

  private static final List<DeviceRule> DEFAULT =
      List.of(
          // mknod alone gives no access; init needs it for the default devices
          rule(DeviceType.CHARACTER, -1, -1, "m"),
          rule(DeviceType.BLOCK, -1, -1, "m"),
          rule(DeviceType.CHARACTER, 1, 3, "rwm"), // null
          rule(DeviceType.CHARACTER, 1, 5, "rwm"), // zero
          rule(DeviceType.CHARACTER, 1, 7, "rwm"), // full
          rule(DeviceType.CHARACTER, 1, 8, "rwm"), // random
          rule(DeviceType.CHARACTER, 1, 9, "rwm"), // urandom
          rule(DeviceType.CHARACTER, 5, 0, "rwm"), // tty
          rule(DeviceType.CHARACTER, 5, 2, "rwm"), // ptmx
          rule(DeviceType.CHARACTER, 136, -1, "rwm")); // pts

  private AllowedDevices() {}

  /** The resources with these rules after their own; without rules they stay without. */
  static Resources addTo(Resources resources) {
    if (resources.devices().isEmpty()) {
      return resources;
    }
    List<DeviceRule> rules = new ArrayList<>(resources.devices());
    rules.addAll(DEFAULT);
    return resources.withDevices(rules);
  }

  private static DeviceRule rule(DeviceType type, long major, long minor, String access) {
    return new DeviceRule(
        true, Optional.of(type), number(major), number(minor), Optional.of(access), Map.of());
  }

  private static Optional<Long> number(long value) {
    return value < 0 ? Optional.empty() : Optional.of(value);
  }
}
