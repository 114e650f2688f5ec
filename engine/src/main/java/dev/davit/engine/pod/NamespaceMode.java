package dev.davit.engine.pod;

/** Whose namespace a process is in (CRI NamespaceMode). */
public enum NamespaceMode {
  /** that of the pod, shared by its containers */
  POD,
  /** one of its own */
  CONTAINER,
  /** the host's */
  NODE,
  /** that of another container of the pod */
  TARGET
}
