package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scheduling of a process (runtime-spec 1.3.0, config.md, "Linux Process", scheduler;
 * sched_setattr(2)).
 *
 * @param policy the policy
 * @param nice nice value of SCHED_OTHER and SCHED_BATCH
 * @param priority static priority of SCHED_FIFO and SCHED_RR
 * @param flags flags of the call
 * @param runtime nanoseconds per period, SCHED_DEADLINE
 * @param deadline nanoseconds, SCHED_DEADLINE
 * @param period nanoseconds, SCHED_DEADLINE
 * @param unknown fields that this version does not know, kept and written back
 */
public record Scheduler(
    SchedulerPolicy policy,
    Optional<Integer> nice,
    Optional<Integer> priority,
    List<SchedulerFlag> flags,
    Optional<@Unsigned(64) Long> runtime,
    Optional<@Unsigned(64) Long> deadline,
    Optional<@Unsigned(64) Long> period,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Scheduler {
    flags = List.copyOf(flags);
    unknown = Fields.copyOf(unknown);
  }
}
