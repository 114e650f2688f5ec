package dev.davit.oci.runtime;

/** Comparisons of libseccomp. */
public enum SeccompOperator {
  /** Not equal. */
  SCMP_CMP_NE,
  /** Less. */
  SCMP_CMP_LT,
  /** Less or equal. */
  SCMP_CMP_LE,
  /** Equal. */
  SCMP_CMP_EQ,
  /** Greater or equal. */
  SCMP_CMP_GE,
  /** Greater. */
  SCMP_CMP_GT,
  /** Equal under the mask. */
  SCMP_CMP_MASKED_EQ
}
