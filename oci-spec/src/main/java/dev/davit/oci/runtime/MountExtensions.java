package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * Mounts beyond options (runtime-spec 1.3.0, features-linux.md, "Mount extensions").
 *
 * @param idmap idmapped mounts
 * @param unknown fields that this version does not know, kept and written back
 */
public record MountExtensions(Optional<Feature> idmap, Map<String, Object> unknown) {

  /** Copies its collections. */
  public MountExtensions {
    unknown = Fields.copyOf(unknown);
  }
}
