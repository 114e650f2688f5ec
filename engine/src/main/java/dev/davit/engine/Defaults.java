package dev.davit.engine;

import dev.davit.linux.process.UserNamespace;
import dev.davit.oci.runtime.Mount;
import java.util.ArrayList;
import java.util.List;

/** What every container gets unless it asks for something else. */
public final class Defaults {

  /** Where programs are looked for (docker's and podman's default). */
  public static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** The cgroup below which containers get theirs. */
  public static final String CGROUP_PARENT = "/davit";

  /** The period over which processor time is shared out: 100 ms, the kernel's own default. */
  public static final long CPU_PERIOD_MICROS = 100_000;

  /** The smallest quota that the kernel takes: 1 ms (kernel/sched/core.c, min_cfs_quota_period). */
  public static final long MIN_CPU_QUOTA_MICROS = 1_000;

  /**
   * Files of /proc and /sys that tell about the host or act on it although they belong to no
   * namespace.
   */
  public static final List<String> MASKED_PATHS =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");

  /** Parts of /proc that may be read, and would change the host if written. */
  public static final List<String> READONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  /** The group of terminals, on most distributions. */
  private static final long TERMINALS = 5;

  private Defaults() {}

  /**
   * What is different for an ordinary user. The group of terminals may not be mapped. A sysfs shows
   * a network namespace, and only who owns that may mount one.
   *
   * @param hostNetwork whether the network is the host's
   */
  static List<Mount> mountsInUserNamespace(boolean hostNetwork) {
    List<Mount> mounts = new ArrayList<>();
    if (UserNamespace.parentUid(TERMINALS).isEmpty()) {
      mounts.add(
          Mount.of(
              "/dev/pts",
              "devpts",
              "devpts",
              List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620")));
    }
    if (hostNetwork) {
      mounts.add(
          Mount.of(
              "/sys",
              "bind",
              "/sys",
              List.of("rbind", "rprivate", "nosuid", "noexec", "nodev", "ro")));
    }
    return mounts;
  }

  /** The file systems of the kernel, in the order in which they are mounted. */
  public static List<Mount> mounts() {
    return List.of(
        Mount.of("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
        Mount.of(
            "/dev",
            "tmpfs",
            "tmpfs",
            List.of("nosuid", "noexec", "strictatime", "mode=755", "size=65536k")),
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
  }
}
