package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resource director technology (runtime-spec 1.3.0, config-linux.md, "IntelRdt"). The flags
 * enableCMT and enableMBM of earlier versions are kept in {@code unknown}.
 *
 * @param closID class of service
 * @param schemata lines for the schemata file
 * @param l3CacheSchema cache line, older form
 * @param memBwSchema bandwidth line, older form
 * @param enableMonitoring whether a monitoring group is made
 * @param unknown fields that this version does not know, kept and written back
 */
public record IntelRdt(
    Optional<String> closID,
    List<String> schemata,
    Optional<String> l3CacheSchema,
    Optional<String> memBwSchema,
    boolean enableMonitoring,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public IntelRdt {
    schemata = List.copyOf(schemata);
    unknown = Fields.copyOf(unknown);
  }
}
