package dev.davit.runtime.plan;

/** A point of a start at which init waits while the host side does something. */
public enum SyncPoint {
  /** The namespaces are there; nothing is mounted. */
  EQUIPPED("what the host side gives it: network devices, resource groups"),
  /** The namespaces are there and everything is mounted; pivot_root(2) has not happened. */
  CREATED("the hooks before the change of the root"),
  /** Nothing is left to do but to execute the program. */
  READY("the hooks before the program"),
  /** The container is created, and waits until somebody starts it. */
  WAITING("somebody to start the container");

  private final String awaited;

  SyncPoint(String awaited) {
    this.awaited = awaited;
  }

  /** What init waits for. */
  String awaited() {
    return awaited;
  }
}
