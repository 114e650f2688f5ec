package dev.davit.oci.runtime;

/** Mode flags of set_mempolicy(2). */
public enum MemoryPolicyFlag {
  /** balance within the nodes. */
  MPOL_F_NUMA_BALANCING,
  /** nodes relative to the allowed set. */
  MPOL_F_RELATIVE_NODES,
  /** nodes stay physical ids. */
  MPOL_F_STATIC_NODES
}
