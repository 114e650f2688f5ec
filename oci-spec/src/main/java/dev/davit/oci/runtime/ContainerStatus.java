package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;

/** Statuses of {@link State} (runtime-spec 1.3.0, runtime.md, "State"). */
public enum ContainerStatus {
  /** Being created. */
  @Name("creating")
  CREATING,
  /** Created, the program not yet run. */
  @Name("created")
  CREATED,
  /** The program runs. */
  @Name("running")
  RUNNING,
  /** Frozen; an addition that runc and crun make too. */
  @Name("paused")
  PAUSED,
  /** The program has ended. */
  @Name("stopped")
  STOPPED
}
