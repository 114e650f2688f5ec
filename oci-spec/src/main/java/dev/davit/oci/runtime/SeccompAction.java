package dev.davit.oci.runtime;

/** What a filter does, see seccomp(2). */
public enum SeccompAction {
  /** kill the thread. */
  SCMP_ACT_KILL,
  /** kill the process. */
  SCMP_ACT_KILL_PROCESS,
  /** kill the thread. */
  SCMP_ACT_KILL_THREAD,
  /** SIGSYS. */
  SCMP_ACT_TRAP,
  /** fail with an errno. */
  SCMP_ACT_ERRNO,
  /** ask the tracer. */
  SCMP_ACT_TRACE,
  /** run the call. */
  SCMP_ACT_ALLOW,
  /** run and log the call. */
  SCMP_ACT_LOG,
  /** ask the listener. */
  SCMP_ACT_NOTIFY
}
