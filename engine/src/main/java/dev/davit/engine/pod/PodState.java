package dev.davit.engine.pod;

/** Of a sandbox (CRI PodSandboxState). */
public enum PodState {
  /** its pause process holds its namespaces */
  READY,
  /** it was stopped, or its pause process is gone */
  NOTREADY
}
