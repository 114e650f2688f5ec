package dev.davit.oci.runtime;

/** Flags of sched_setattr(2). */
public enum SchedulerFlag {
  /** Children get the default policy. */
  SCHED_FLAG_RESET_ON_FORK,
  /** Reclaim unused deadline bandwidth. */
  SCHED_FLAG_RECLAIM,
  /** SIGXCPU on deadline overrun. */
  SCHED_FLAG_DL_OVERRUN,
  /** Keep the policy. */
  SCHED_FLAG_KEEP_POLICY,
  /** Keep the parameters. */
  SCHED_FLAG_KEEP_PARAMS,
  /** Utilization clamp, lower. */
  SCHED_FLAG_UTIL_CLAMP_MIN,
  /** Utilization clamp, upper. */
  SCHED_FLAG_UTIL_CLAMP_MAX
}
