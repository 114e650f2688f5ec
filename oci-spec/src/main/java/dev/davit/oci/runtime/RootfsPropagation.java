package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;

/** Mount propagation of the root, see mount_namespaces(7). */
public enum RootfsPropagation {
  /** both ways. */
  @Name("shared")
  SHARED,
  /** from the host. */
  @Name("slave")
  SLAVE,
  /** none. */
  @Name("private")
  PRIVATE,
  /** none and no bind mounts of it. */
  @Name("unbindable")
  UNBINDABLE,
  /** shared with all below. */
  @Name("rshared")
  RSHARED,
  /** slave with all below. */
  @Name("rslave")
  RSLAVE,
  /** private with all below. */
  @Name("rprivate")
  RPRIVATE,
  /** unbindable with all below. */
  @Name("runbindable")
  RUNBINDABLE
}
