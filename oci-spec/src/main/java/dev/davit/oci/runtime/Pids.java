package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * Limit of tasks (runtime-spec 1.3.0, config-linux.md, "PIDs").
 *
 * @param limit number of tasks; -1 is unlimited, 0 is a limit
 * @param unknown fields that this version does not know, kept and written back
 */
public record Pids(Optional<Long> limit, Map<String, Object> unknown) {

  /** Copies its collections. */
  public Pids {
    unknown = Fields.copyOf(unknown);
  }

  /** A limit with no other field. */
  public static Pids of(long limit) {
    return new Pids(Optional.of(limit), Map.of());
  }
}
