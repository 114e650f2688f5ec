package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * A namespace that is created, or joined when it has a path (runtime-spec 1.3.0, config-linux.md,
 * "Namespaces").
 *
 * @param type the kind
 * @param path absolute path of a namespace file to join
 * @param unknown fields that this version does not know, kept and written back
 */
public record Namespace(NamespaceType type, Optional<String> path, Map<String, Object> unknown) {

  /** Copies its collections; an empty path is none. */
  public Namespace {
    path = path.filter(text -> !text.isEmpty());
    unknown = Fields.copyOf(unknown);
  }

  /** A new namespace. */
  public static Namespace created(NamespaceType type) {
    return new Namespace(type, Optional.empty(), Map.of());
  }

  /** The namespace behind a file such as {@code /proc/1/ns/net}. */
  public static Namespace joined(NamespaceType type, String path) {
    return new Namespace(type, Optional.of(path), Map.of());
  }
}
