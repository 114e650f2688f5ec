package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NUMA policy (runtime-spec 1.3.0, features-linux.md, "Memory policy").
 *
 * @param modes modes known
 * @param flags flags known
 * @param unknown fields that this version does not know, kept and written back
 */
public record MemoryPolicyFeatures(
    Optional<List<String>> modes, Optional<List<String>> flags, Map<String, Object> unknown) {

  /** Copies its collections. */
  public MemoryPolicyFeatures {
    unknown = Fields.copyOf(unknown);
  }
}
