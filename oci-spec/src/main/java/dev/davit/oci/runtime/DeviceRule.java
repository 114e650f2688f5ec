package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Required;
import java.util.Map;
import java.util.Optional;

/**
 * A rule of the device cgroup (runtime-spec 1.3.0, config-linux.md, "Allowed Device list").
 *
 * @param allow whether it allows or denies
 * @param type kind, all when absent
 * @param major major number, all when absent
 * @param minor minor number, all when absent
 * @param access of {@code r}, {@code w}, {@code m}; all when absent, and where it has an {@code a},
 *     as writers of rules for cgroup v1 put there
 * @param unknown fields that this version does not know, kept and written back
 */
public record DeviceRule(
    @Required boolean allow,
    Optional<DeviceType> type,
    Optional<Long> major,
    Optional<Long> minor,
    Optional<String> access,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public DeviceRule {
    unknown = Fields.copyOf(unknown);
  }

  /** The kinds of access that it is about, of {@code r}, {@code w} and {@code m}. */
  public String kinds() {
    String text = access.orElse("");
    return text.isEmpty() || text.contains("a") ? "rwm" : text;
  }

  /** The rule that denies everything, first in each list of rules. */
  public static DeviceRule denyAll() {
    return new DeviceRule(
        false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("rwm"), Map.of());
  }
}
