package dev.davit.oci.runtime;

/** Comparisons of libseccomp. */
public enum SeccompOperator {
  /** not equal. */
  SCMP_CMP_NE,
  /** less. */
  SCMP_CMP_LT,
  /** less or equal. */
  SCMP_CMP_LE,
  /** equal. */
  SCMP_CMP_EQ,
  /** greater or equal. */
  SCMP_CMP_GE,
  /** greater. */
  SCMP_CMP_GT,
  /** equal under the mask. */
  SCMP_CMP_MASKED_EQ
}
