package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mount in the container (runtime-spec 1.3.0, config.md, "Mounts"; mount(8) for the options).
 *
 * @param destination mount point in the container; a relative one is taken from its root
 * @param type filesystem type, ignored for bind mounts
 * @param source device, directory or pseudo name; relative to the bundle for bind mounts
 * @param options options of mount(8) and of the filesystem
 * @param uidMappings user mapping of an idmapped mount
 * @param gidMappings group mapping of an idmapped mount
 * @param unknown fields that this version does not know, kept and written back
 */
public record Mount(
    String destination,
    Optional<String> type,
    Optional<String> source,
    List<String> options,
    List<IdMapping> uidMappings,
    List<IdMapping> gidMappings,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Mount {
    options = List.copyOf(options);
    uidMappings = List.copyOf(uidMappings);
    gidMappings = List.copyOf(gidMappings);
    unknown = Fields.copyOf(unknown);
  }

  /** A mount with no id mappings. */
  public static Mount of(String destination, String type, String source, List<String> options) {
    return new Mount(
        destination,
        Optional.of(type),
        Optional.of(source),
        options,
        List.of(),
        List.of(),
        Map.of());
  }

  /** A copy with another {@code destination}. */
  public Mount withDestination(String destination) {
    return new Mount(destination, type, source, options, uidMappings, gidMappings, unknown);
  }

  /** A copy with another {@code type}. */
  public Mount withType(String type) {
    return new Mount(
        destination, Optional.of(type), source, options, uidMappings, gidMappings, unknown);
  }

  /** A copy with another {@code source}. */
  public Mount withSource(String source) {
    return new Mount(
        destination, type, Optional.of(source), options, uidMappings, gidMappings, unknown);
  }

  /** A copy with another {@code options}. */
  public Mount withOptions(List<String> options) {
    return new Mount(destination, type, source, options, uidMappings, gidMappings, unknown);
  }
}
