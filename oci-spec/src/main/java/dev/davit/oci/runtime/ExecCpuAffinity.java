package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Name;
import java.util.Map;
import java.util.Optional;

/**
 * CPU affinity of an additional process, as lists like {@code 0-3,7} (runtime-spec 1.3.0,
 * config.md, "Linux Process", execCPUAffinity).
 *
 * @param initial before it joins the cgroup of the container
 * @param finalAffinity after it has joined
 * @param unknown fields that this version does not know, kept and written back
 */
public record ExecCpuAffinity(
    Optional<String> initial,
    @Name("final") Optional<String> finalAffinity,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public ExecCpuAffinity {
    unknown = Fields.copyOf(unknown);
  }
}
