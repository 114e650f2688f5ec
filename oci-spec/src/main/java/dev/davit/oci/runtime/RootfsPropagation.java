package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;

/** Mount propagation of the root, see mount_namespaces(7). */
public enum RootfsPropagation {
  /** Both ways. */
  @Name("shared")
  SHARED,
  /** From the host. */
  @Name("slave")
  SLAVE,
  /** None. */
  @Name("private")
  PRIVATE,
  /** None and no bind mounts of it. */
  @Name("unbindable")
  UNBINDABLE,
  /** Shared with all below. */
  @Name("rshared")
  RSHARED,
  /** Slave with all below. */
  @Name("rslave")
  RSLAVE,
  /** Private with all below. */
  @Name("rprivate")
  RPRIVATE,
  /** Unbindable with all below. */
  @Name("runbindable")
  RUNBINDABLE
}
