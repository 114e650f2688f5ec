package dev.davit.engine.pod;

import java.util.Map;
import java.util.Optional;

/**
 * What a sandbox is on Linux (CRI LinuxPodSandboxConfig).
 *
 * @param cgroupParent the cgroup below which that of the pod is made, such as {@code
 *     /kubepods/burstable/poduid}, or a slice of systemd, such as {@code
 *     kubepods-burstable-poduid.slice}
 * @param security rights and namespaces
 * @param sysctls of the namespaces of the pod, such as {@code net.ipv4.ip_unprivileged_port_start}
 * @param overhead what the sandbox needs beside its containers
 * @param resources the sum of its containers; no limit at all on the pod if absent
 */
public record PodLinux(
    Optional<String> cgroupParent,
    PodSecurity security,
    Map<String, String> sysctls,
    Optional<LinuxResources> overhead,
    Optional<LinuxResources> resources) {
  /** Copies lists and maps. */
  public PodLinux {
    sysctls = Map.copyOf(sysctls);
  }

  /** The defaults. */
  public static PodLinux of() {
    return new PodLinux(
        Optional.empty(), PodSecurity.of(), Map.of(), Optional.empty(), Optional.empty());
  }

  /** A copy with another {@code cgroupParent}. */
  public PodLinux withCgroupParent(String cgroupParent) {
    return new PodLinux(Optional.of(cgroupParent), security, sysctls, overhead, resources);
  }

  /** A copy with another {@code security}. */
  public PodLinux withSecurity(PodSecurity security) {
    return new PodLinux(cgroupParent, security, sysctls, overhead, resources);
  }

  /** A copy with another {@code sysctls}. */
  public PodLinux withSysctls(Map<String, String> sysctls) {
    return new PodLinux(cgroupParent, security, sysctls, overhead, resources);
  }

  /** A copy with another {@code overhead}. */
  public PodLinux withOverhead(LinuxResources overhead) {
    return new PodLinux(cgroupParent, security, sysctls, Optional.of(overhead), resources);
  }

  /** A copy with another {@code resources}. */
  public PodLinux withResources(LinuxResources resources) {
    return new PodLinux(cgroupParent, security, sysctls, overhead, Optional.of(resources));
  }
}
