package dev.davit.engine.pod;

/** Of a container (CRI ContainerState). */
public enum ContainerState {
  /** made, not started */
  CREATED,
  /** its program runs */
  RUNNING,
  /** its program has ended */
  EXITED,
  /** its state cannot be told */
  UNKNOWN
}
