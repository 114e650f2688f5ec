package dev.davit.oci.runtime;

/** Flags of seccomp(2). */
public enum SeccompFlag {
  /** all threads of the process. */
  SECCOMP_FILTER_FLAG_TSYNC,
  /** log all actions but allow. */
  SECCOMP_FILTER_FLAG_LOG,
  /** no speculative store bypass mitigation. */
  SECCOMP_FILTER_FLAG_SPEC_ALLOW,
  /** only fatal signals interrupt a notified call. */
  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
}
