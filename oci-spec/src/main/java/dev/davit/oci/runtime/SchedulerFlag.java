package dev.davit.oci.runtime;

/** Flags of sched_setattr(2). */
public enum SchedulerFlag {
  /** children get the default policy. */
  SCHED_FLAG_RESET_ON_FORK,
  /** reclaim unused deadline bandwidth. */
  SCHED_FLAG_RECLAIM,
  /** SIGXCPU on deadline overrun. */
  SCHED_FLAG_DL_OVERRUN,
  /** keep the policy. */
  SCHED_FLAG_KEEP_POLICY,
  /** keep the parameters. */
  SCHED_FLAG_KEEP_PARAMS,
  /** utilization clamp, lower. */
  SCHED_FLAG_UTIL_CLAMP_MIN,
  /** utilization clamp, upper. */
  SCHED_FLAG_UTIL_CLAMP_MAX
}
