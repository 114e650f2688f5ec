package dev.davit.oci.runtime;

/** Execution domains of personality(2). */
public enum PersonalityDomain {
  /** the native one. */
  LINUX,
  /** uname(2) reports a 32-bit machine. */
  LINUX32
}
