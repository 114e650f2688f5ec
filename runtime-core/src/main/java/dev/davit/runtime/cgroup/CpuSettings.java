package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.Cpu;
import dev.davit.runtime.cgroup.Setting.WhenMissing;

/**
 * The processor limits of the OCI configuration as control files
 * (Documentation/admin-guide/cgroup-v2, "CPU" and "Cpuset", and cgroup-v1/cpusets).
 */
final class CpuSettings {

  private static final String CONTROLLER = "cpu";
  private static final long DEFAULT_PERIOD_US = 100_000;
  private static final long SHARES_MIN = 2;
  private static final long SHARES_MAX = 262_144;

  private final SettingList out;
  private final Cpu cpu;

  private CpuSettings(SettingList out, Cpu cpu) {
    this.out = out;
    this.cpu = cpu;
  }

  static void add(SettingList out, Cpu cpu) {
    new CpuSettings(out, cpu).add();
  }

  private void add() {
    cpu.shares().ifPresent(this::shares);
    bandwidth();
    cpu.burst()
        .ifPresent(
            us -> out.either("cpu.burst", CONTROLLER, "cpu.max.burst", "cpu.cfs_burst_us", us));
    // After the weight: the kernel refuses a weight for an idle cgroup.
    cpu.idle().ifPresent(this::idle);
    cpu.realtimePeriod().ifPresent(us -> realtime("cpu.realtimePeriod", "cpu.rt_period_us", us));
    cpu.realtimeRuntime().ifPresent(us -> realtime("cpu.realtimeRuntime", "cpu.rt_runtime_us", us));
    cpu.cpus()
        .filter(list -> !list.isEmpty())
        .ifPresent(list -> out.either("cpu.cpus", "cpuset", "cpuset.cpus", "cpuset.cpus", list));
    cpu.mems()
        .filter(list -> !list.isEmpty())
        .ifPresent(list -> out.either("cpu.mems", "cpuset", "cpuset.mems", "cpuset.mems", list));
  }

  private void shares(long shares) {
    if (shares < 1) {
      out.refuse("cpu.shares", shares + ": not in 2..262144");
      return;
    }
    out.either("cpu.shares", CONTROLLER, "cpu.weight", weight(shares), "cpu.shares", shares);
  }

  /**
   * The weight of cgroup v2 (1 to 10000) for shares of v1 (2 to 262144). The curve goes through (2,
   * 1), (1024, 100) and (262144, 10000), so the default of one is the default of the other; values
   * outside are clamped, as the kernel does with shares.
   */
  static long weight(long shares) {
    double log = Math.log(Math.min(Math.max(shares, SHARES_MIN), SHARES_MAX)) / Math.log(2);
    double weight = Math.pow(10, (log * log + 125 * log) / 612 - 7.0 / 34);
    // Rounded up, but not because of the last binary digits of an exact result.
    return (long) Math.ceil(weight - 1e-6);
  }

  private void bandwidth() {
    if (cpu.quota().isEmpty() && cpu.period().isEmpty()) {
      return;
    }
    String field = cpu.quota().isPresent() ? "cpu.quota" : "cpu.period";
    // Before 1.3.0 the specification left open what is not positive; all runtimes read "no limit".
    boolean limited = cpu.quota().filter(us -> us > 0).isPresent();
    long period = cpu.period().filter(us -> us > 0).orElse(DEFAULT_PERIOD_US);
    switch (out.place(CONTROLLER)) {
      case UNIFIED ->
          out.unified(
              field,
              CONTROLLER,
              "cpu.max",
              (limited ? cpu.quota().get().toString() : "max") + " " + period);
      case V1 -> {
        out.v1(field, CONTROLLER, "cpu.cfs_period_us", period);
        out.v1(field, CONTROLLER, "cpu.cfs_quota_us", limited ? cpu.quota().get() : -1L);
      }
      case NOWHERE -> out.nowhere(field, CONTROLLER);
    }
  }

  private void idle(long idle) {
    if (idle != 0 && idle != 1) {
      out.refuse("cpu.idle", idle + ": neither 0 nor 1");
      return;
    }
    WhenMissing missing = idle == 0 ? WhenMissing.SKIP : WhenMissing.REFUSE;
    switch (out.place(CONTROLLER)) {
      case UNIFIED -> out.add("cpu.idle", CONTROLLER, true, "cpu.idle", idle, missing);
      case V1 -> out.add("cpu.idle", CONTROLLER, false, "cpu.idle", idle, missing);
      case NOWHERE -> out.nowhere("cpu.idle", CONTROLLER);
    }
  }

  private void realtime(String field, String file, long us) {
    if (out.place(CONTROLLER) == SettingList.Place.V1) {
      out.v1(field, CONTROLLER, file, us);
    } else {
      out.refuse(field, us + ": cgroup v2 has no realtime bandwidth");
    }
  }
}
