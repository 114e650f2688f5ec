package dev.davit.oci.runtime;

/** Policies of sched_setattr(2). */
public enum SchedulerPolicy {
  /** The default, time-shared. */
  SCHED_OTHER,
  /** Real-time, first in first out. */
  SCHED_FIFO,
  /** Real-time, round robin. */
  SCHED_RR,
  /** Time-shared, for batch work. */
  SCHED_BATCH,
  /** Reserved by the kernel, not implemented there. */
  SCHED_ISO,
  /** Very low priority. */
  SCHED_IDLE,
  /** Earliest deadline first. */
  SCHED_DEADLINE
}
