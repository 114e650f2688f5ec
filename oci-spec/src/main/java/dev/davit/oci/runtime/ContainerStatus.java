package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;

/** Statuses of {@link State} (runtime-spec 1.3.0, runtime.md, "State"). */
public enum ContainerStatus {
  /** being created. */
  @Name("creating")
  CREATING,
  /** created, the program not yet run. */
  @Name("created")
  CREATED,
  /** the program runs. */
  @Name("running")
  RUNNING,
  /** frozen; an addition that runc and crun make too. */
  @Name("paused")
  PAUSED,
  /** the program has ended. */
  @Name("stopped")
  STOPPED
}
