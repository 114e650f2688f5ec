package dev.davit.oci.runtime;

/** Flags of seccomp(2). */
public enum SeccompFlag {
  /** All threads of the process. */
  SECCOMP_FILTER_FLAG_TSYNC,
  /** Log all actions but allow. */
  SECCOMP_FILTER_FLAG_LOG,
  /** No speculative store bypass mitigation. */
  SECCOMP_FILTER_FLAG_SPEC_ALLOW,
  /** Only fatal signals interrupt a notified call. */
  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
}
