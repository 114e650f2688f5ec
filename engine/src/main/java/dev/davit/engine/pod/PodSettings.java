package dev.davit.engine.pod;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the pods of one engine are kept.
 *
 * @param network how pods are connected
 * @param hostNetwork the network namespace that takes the part of the host, as a path such as
 *     {@code /run/netns/x}; that of this process if absent
 * @param cgroupParent the cgroup below which pods are made that name no other, such as {@code
 *     /davit/pods}, or a slice of systemd, such as {@code davit.slice}
 * @param logLimitBytes the size at which a log file is rotated by this engine itself; 0 for never
 * @param cdiDirectories where CDI specifications are
 */
public record PodSettings(
    PodNetwork network,
    Optional<Path> hostNetwork,
    String cgroupParent,
    long logLimitBytes,
    List<Path> cdiDirectories) {

  /** Copies the list. */
  public PodSettings {
    cdiDirectories = List.copyOf(cdiDirectories);
  }

  /** The built-in bridge, and logs of 100 MiB at most before they are rotated. */
  public static PodSettings defaults() {
    return new PodSettings(
        PodNetwork.Bridge.defaults(),
        Optional.empty(),
        "/davit/pods",
        100L * 1024 * 1024,
        List.of(Path.of("/etc/cdi"), Path.of("/var/run/cdi")));
  }

  /** Whether systemd makes the cgroups of pods that name no parent: the systemd driver. */
  public boolean bySystemd() {
    return PodCgroups.isSlice(cgroupParent);
  }

  /** A copy with another {@code network}. */
  public PodSettings withNetwork(PodNetwork network) {
    return new PodSettings(network, hostNetwork, cgroupParent, logLimitBytes, cdiDirectories);
  }

  /** A copy with another {@code hostNetwork}. */
  public PodSettings withHostNetwork(Path hostNetwork) {
    return new PodSettings(
        network, Optional.of(hostNetwork), cgroupParent, logLimitBytes, cdiDirectories);
  }

  /** A copy with another {@code cgroupParent}. */
  public PodSettings withCgroupParent(String cgroupParent) {
    return new PodSettings(network, hostNetwork, cgroupParent, logLimitBytes, cdiDirectories);
  }

  /** A copy with another {@code logLimitBytes}. */
  public PodSettings withLogLimitBytes(long logLimitBytes) {
    return new PodSettings(network, hostNetwork, cgroupParent, logLimitBytes, cdiDirectories);
  }

  /** A copy with other {@code cdiDirectories}. */
  public PodSettings withCdiDirectories(List<Path> cdiDirectories) {
    return new PodSettings(network, hostNetwork, cgroupParent, logLimitBytes, cdiDirectories);
  }
}
