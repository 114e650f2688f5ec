package dev.davit.oci.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a usual container, equal in effect to what {@code runc spec} writes. They are meant
 * to be picked from: {@code spec.withMounts(Defaults.MOUNTS)}.
 */
public final class Defaults {
  /** The version of the specification that these documents follow. */
  public static final String OCI_VERSION = "1.3.0";

  /** The PATH of a container whose image says nothing. */
  public static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** The capabilities of {@code runc spec}; Docker's are {@link CapabilityNames#DOCKER_DEFAULT}. */
  public static final List<String> CAPABILITIES =
      List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");

  /** The filesystems of config-linux.md, "Default Filesystems", and the cgroup filesystem. */
  public static final List<Mount> MOUNTS =
      List.of(
          Mount.of("/proc", "proc", "proc", List.of()),
          Mount.of(
              "/dev",
              "tmpfs",
              "tmpfs",
              List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
          Mount.of(
              "/dev/pts",
              "devpts",
              "devpts",
              List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
          Mount.of(
              "/dev/shm",
              "tmpfs",
              "shm",
              List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
          Mount.of("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
          Mount.of("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")),
          Mount.of(
              "/sys/fs/cgroup",
              "cgroup",
              "cgroup",
              List.of("nosuid", "noexec", "nodev", "relatime", "ro")));

  /** New namespaces of every kind but user, cgroup and time. */
  public static final List<Namespace> NAMESPACES =
      List.of(
          Namespace.created(NamespaceType.PID),
          Namespace.created(NamespaceType.NETWORK),
          Namespace.created(NamespaceType.IPC),
          Namespace.created(NamespaceType.UTS),
          Namespace.created(NamespaceType.MOUNT));

  /**
   * The nodes that every container has (config-linux.md, "Default Devices"); {@code /dev/console}
   * and {@code /dev/ptmx} are mounts and links. They are made without being in {@code
   * linux.devices}.
   */
  public static final List<Device> DEVICES =
      List.of(
          Device.character("/dev/null", 1, 3, 0666),
          Device.character("/dev/zero", 1, 5, 0666),
          Device.character("/dev/full", 1, 7, 0666),
          Device.character("/dev/random", 1, 8, 0666),
          Device.character("/dev/urandom", 1, 9, 0666),
          Device.character("/dev/tty", 5, 0, 0666));

  /** Paths that tell about or change the host; those that do not exist are skipped. */
  public static final List<String> MASKED_PATHS =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");

  /** Paths that would change the host. */
  public static final List<String> READONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private Defaults() {}

  /** The whole configuration: {@code sh} on a terminal, root in {@code rootfs}, read-only. */
  public static Spec spec() {
    return new Spec(
        OCI_VERSION,
        Optional.of(Root.of("rootfs", true)),
        Optional.of(process()),
        Optional.of("davit"),
        Optional.empty(),
        MOUNTS,
        Optional.empty(),
        Map.of(),
        Optional.of(linux()),
        Map.of());
  }

  private static Process process() {
    return Process.of(List.of("sh"), List.of(PATH, "TERM=xterm"), "/")
        .withTerminal(true)
        .withCapabilities(Capabilities.of(CAPABILITIES))
        .withRlimits(List.of(Rlimit.of(RlimitType.RLIMIT_NOFILE, 1024, 1024)))
        .withNoNewPrivileges(true);
  }

  private static Linux linux() {
    return Linux.empty()
        .withResources(Resources.empty().withDevices(List.of(DeviceRule.denyAll())))
        .withNamespaces(NAMESPACES)
        .withMaskedPaths(MASKED_PATHS)
        .withReadonlyPaths(READONLY_PATHS);
  }
}
