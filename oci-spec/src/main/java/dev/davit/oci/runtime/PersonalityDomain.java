package dev.davit.oci.runtime;

/** Execution domains of personality(2). */
public enum PersonalityDomain {
  /** The native one. */
  LINUX,
  /** Uname(2) reports a 32-bit machine. */
  LINUX32
}
