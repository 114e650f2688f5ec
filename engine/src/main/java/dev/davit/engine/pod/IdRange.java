package dev.davit.engine.pod;

import dev.davit.oci.runtime.IdMapping;
import java.util.List;
import java.util.Map;

/**
 * A range of mapped ids (CRI IDMapping).
 *
 * @param hostId the first on the host
 * @param containerId the first in the container
 * @param length how many
 */
public record IdRange(long hostId, long containerId, long length) {

  /** The same in the words of OCI. */
  static List<IdMapping> mappings(List<IdRange> ranges) {
    return ranges.stream()
        .map(r -> new IdMapping(r.containerId(), r.hostId(), r.length(), Map.of()))
        .toList();
  }
}
