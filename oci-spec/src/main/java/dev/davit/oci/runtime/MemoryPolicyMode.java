package dev.davit.oci.runtime;

/** Modes of set_mempolicy(2), in the order of their numbers. */
public enum MemoryPolicyMode {
  /** The default. */
  MPOL_DEFAULT,
  /** First from one node. */
  MPOL_PREFERRED,
  /** Only from the nodes. */
  MPOL_BIND,
  /** In turn. */
  MPOL_INTERLEAVE,
  /** From the node of the CPU. */
  MPOL_LOCAL,
  /** First from the nodes. */
  MPOL_PREFERRED_MANY,
  /** In turn by weight. */
  MPOL_WEIGHTED_INTERLEAVE
}
