package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Features on Linux (runtime-spec 1.3.0, features-linux.md).
 *
 * @param namespaces names of namespaces
 * @param capabilities names of capabilities
 * @param cgroup control groups
 * @param seccomp system call filter
 * @param apparmor AppArmor
 * @param selinux SELinux
 * @param intelRdt resource director technology
 * @param memoryPolicy NUMA policy
 * @param mountExtensions mounts beyond options
 * @param netDevices moved network devices
 * @param unknown fields that this version does not know, kept and written back
 */
public record LinuxFeatures(
    Optional<List<String>> namespaces,
    Optional<List<String>> capabilities,
    Optional<CgroupFeatures> cgroup,
    Optional<SeccompFeatures> seccomp,
    Optional<Feature> apparmor,
    Optional<Feature> selinux,
    Optional<IntelRdtFeatures> intelRdt,
    Optional<MemoryPolicyFeatures> memoryPolicy,
    Optional<MountExtensions> mountExtensions,
    Optional<Feature> netDevices,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public LinuxFeatures {
    unknown = Fields.copyOf(unknown);
  }
}
