package dev.davit.oci.runtime;

/** Policies of sched_setattr(2). */
public enum SchedulerPolicy {
  /** the default, time-shared. */
  SCHED_OTHER,
  /** real-time, first in first out. */
  SCHED_FIFO,
  /** real-time, round robin. */
  SCHED_RR,
  /** time-shared, for batch work. */
  SCHED_BATCH,
  /** reserved by the kernel, not implemented there. */
  SCHED_ISO,
  /** very low priority. */
  SCHED_IDLE,
  /** earliest deadline first. */
  SCHED_DEADLINE
}
