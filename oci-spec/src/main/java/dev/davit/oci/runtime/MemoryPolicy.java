package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NUMA policy (runtime-spec 1.3.0, config-linux.md, "Memory policy"; set_mempolicy(2)).
 *
 * @param mode the policy; absent only in an empty section, which asks for nothing
 * @param nodes list like {@code 0-1,3}
 * @param flags mode flags
 * @param unknown fields that this version does not know, kept and written back
 */
public record MemoryPolicy(
    Optional<MemoryPolicyMode> mode,
    Optional<String> nodes,
    List<MemoryPolicyFlag> flags,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public MemoryPolicy {
    flags = List.copyOf(flags);
    unknown = Fields.copyOf(unknown);
  }
}
