package dev.davit.oci.runtime;

/** Modes of set_mempolicy(2), in the order of their numbers. */
public enum MemoryPolicyMode {
  /** the default. */
  MPOL_DEFAULT,
  /** first from one node. */
  MPOL_PREFERRED,
  /** only from the nodes. */
  MPOL_BIND,
  /** in turn. */
  MPOL_INTERLEAVE,
  /** from the node of the CPU. */
  MPOL_LOCAL,
  /** first from the nodes. */
  MPOL_PREFERRED_MANY,
  /** in turn by weight. */
  MPOL_WEIGHTED_INTERLEAVE
}
