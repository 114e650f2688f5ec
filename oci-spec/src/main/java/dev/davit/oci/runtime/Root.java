package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;

/**
 * The root filesystem (runtime-spec 1.3.0, config.md, "Root").
 *
 * @param path directory, absolute or relative to the bundle
 * @param readonly whether the container sees it read-only
 * @param unknown fields that this version does not know, kept and written back
 */
public record Root(String path, boolean readonly, Map<String, Object> unknown) {

  /** Copies its collections. */
  public Root {
    unknown = Fields.copyOf(unknown);
  }

  /** A root directory with no other field. */
  public static Root of(String path, boolean readonly) {
    return new Root(path, readonly, Map.of());
  }

  /** A copy with another {@code path}. */
  public Root withPath(String path) {
    return new Root(path, readonly, unknown);
  }

  /** A copy with another {@code readonly}. */
  public Root withReadonly(boolean readonly) {
    return new Root(path, readonly, unknown);
  }
}
