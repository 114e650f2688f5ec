package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;

/**
 * Execution domain (runtime-spec 1.3.0, config-linux.md, "Personality"; personality(2)).
 *
 * @param domain the domain
 * @param flags none are defined
 * @param unknown fields that this version does not know, kept and written back
 */
public record Personality(
    PersonalityDomain domain, List<String> flags, Map<String, Object> unknown) {

  /** Copies its collections. */
  public Personality {
    flags = List.copyOf(flags);
    unknown = Fields.copyOf(unknown);
  }
}
