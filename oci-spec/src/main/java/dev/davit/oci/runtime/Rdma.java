package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * RDMA limits of one device (runtime-spec 1.3.0, config-linux.md, "RDMA").
 *
 * @param hcaHandles handles
 * @param hcaObjects objects
 * @param unknown fields that this version does not know, kept and written back
 */
public record Rdma(
    Optional<@Unsigned(32) Long> hcaHandles,
    Optional<@Unsigned(32) Long> hcaObjects,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Rdma {
    unknown = Fields.copyOf(unknown);
  }
}
