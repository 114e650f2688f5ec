package dev.davit.oci.runtime;

/** Mode flags of set_mempolicy(2). */
public enum MemoryPolicyFlag {
  /** Balance within the nodes. */
  MPOL_F_NUMA_BALANCING,
  /** Nodes relative to the allowed set. */
  MPOL_F_RELATIVE_NODES,
  /** Nodes stay physical ids. */
  MPOL_F_STATIC_NODES
}
