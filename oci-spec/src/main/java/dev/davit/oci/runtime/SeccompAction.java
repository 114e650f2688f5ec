package dev.davit.oci.runtime;

/** What a filter does, see seccomp(2). */
public enum SeccompAction {
  /** Kill the thread. */
  SCMP_ACT_KILL,
  /** Kill the process. */
  SCMP_ACT_KILL_PROCESS,
  /** Kill the thread. */
  SCMP_ACT_KILL_THREAD,
  /** SIGSYS. */
  SCMP_ACT_TRAP,
  /** Fail with an errno. */
  SCMP_ACT_ERRNO,
  /** Ask the tracer. */
  SCMP_ACT_TRACE,
  /** Run the call. */
  SCMP_ACT_ALLOW,
  /** Run and log the call. */
  SCMP_ACT_LOG,
  /** Ask the listener. */
  SCMP_ACT_NOTIFY
}
