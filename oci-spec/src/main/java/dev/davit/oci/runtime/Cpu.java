package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * CPU limits (runtime-spec 1.3.0, config-linux.md, "CPU").
 *
 * @param shares relative weight, 2 to 262144
 * @param quota microseconds of CPU time per period; not above zero is unlimited
 * @param burst microseconds that may be saved up
 * @param period microseconds
 * @param realtimeRuntime microseconds, cgroup v1
 * @param realtimePeriod microseconds, cgroup v1
 * @param cpus list like {@code 0-3,7}
 * @param mems list of memory nodes
 * @param idle 1 makes the cgroup SCHED_IDLE
 * @param unknown fields that this version does not know, kept and written back
 */
public record Cpu(
    Optional<@Unsigned(64) Long> shares,
    Optional<Long> quota,
    Optional<@Unsigned(64) Long> burst,
    Optional<@Unsigned(64) Long> period,
    Optional<Long> realtimeRuntime,
    Optional<@Unsigned(64) Long> realtimePeriod,
    Optional<String> cpus,
    Optional<String> mems,
    Optional<Long> idle,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Cpu {
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static Cpu empty() {
    return new Cpu(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** A copy with another {@code shares}. */
  public Cpu withShares(long shares) {
    return new Cpu(
        Optional.of(shares),
        quota,
        burst,
        period,
        realtimeRuntime,
        realtimePeriod,
        cpus,
        mems,
        idle,
        unknown);
  }

  /** A copy with another {@code quota}. */
  public Cpu withQuota(long quota) {
    return new Cpu(
        shares,
        Optional.of(quota),
        burst,
        period,
        realtimeRuntime,
        realtimePeriod,
        cpus,
        mems,
        idle,
        unknown);
  }

  /** A copy with another {@code burst}. */
  public Cpu withBurst(long burst) {
    return new Cpu(
        shares,
        quota,
        Optional.of(burst),
        period,
        realtimeRuntime,
        realtimePeriod,
        cpus,
        mems,
        idle,
        unknown);
  }

  /** A copy with another {@code period}. */
  public Cpu withPeriod(long period) {
    return new Cpu(
        shares,
        quota,
        burst,
        Optional.of(period),
        realtimeRuntime,
        realtimePeriod,
        cpus,
        mems,
        idle,
        unknown);
  }

  /** A copy with another {@code cpus}. */
  public Cpu withCpus(String cpus) {
    return new Cpu(
        shares,
        quota,
        burst,
        period,
        realtimeRuntime,
        realtimePeriod,
        Optional.of(cpus),
        mems,
        idle,
        unknown);
  }

  /** A copy with another {@code mems}. */
  public Cpu withMems(String mems) {
    return new Cpu(
        shares,
        quota,
        burst,
        period,
        realtimeRuntime,
        realtimePeriod,
        cpus,
        Optional.of(mems),
        idle,
        unknown);
  }
}
