package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * Control groups (runtime-spec 1.3.0, features-linux.md, "cgroup").
 *
 * @param v1 version 1
 * @param v2 version 2
 * @param systemd systemd driver of the system
 * @param systemdUser systemd driver of users
 * @param rdma RDMA controller
 * @param unknown fields that this version does not know, kept and written back
 */
public record CgroupFeatures(
    Optional<Boolean> v1,
    Optional<Boolean> v2,
    Optional<Boolean> systemd,
    Optional<Boolean> systemdUser,
    Optional<Boolean> rdma,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public CgroupFeatures {
    unknown = Fields.copyOf(unknown);
  }
}
