package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Network class and priorities, cgroup v1 (runtime-spec 1.3.0, config-linux.md, "Network").
 *
 * @param classID value of net_cls.classid
 * @param priorities values of net_prio.ifpriomap
 * @param unknown fields that this version does not know, kept and written back
 */
public record NetworkLimits(
    Optional<@Unsigned(32) Long> classID,
    List<InterfacePriority> priorities,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public NetworkLimits {
    priorities = List.copyOf(priorities);
    unknown = Fields.copyOf(unknown);
  }
}
