package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;

/**
 * A resource limit (runtime-spec 1.3.0, config.md, "POSIX process", rlimits; getrlimit(2)). The
 * limits are unsigned 64-bit numbers in the bits of a {@code long}: -1 is RLIM_INFINITY.
 *
 * @param type the limited resource
 * @param soft the value enforced
 * @param hard the ceiling of the soft value
 * @param unknown fields that this version does not know, kept and written back
 */
public record Rlimit(
    RlimitType type,
    @Unsigned(64) long soft,
    @Unsigned(64) long hard,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Rlimit {
    unknown = Fields.copyOf(unknown);
  }

  /** A limit with no other field. */
  public static Rlimit of(RlimitType type, long soft, long hard) {
    return new Rlimit(type, soft, hard, Map.of());
  }
}
