package dev.davit.oci.runtime;

/** Classes of ioprio_set(2). */
public enum IoPriorityClass {
  /** Real-time. */
  IOPRIO_CLASS_RT,
  /** Best effort. */
  IOPRIO_CLASS_BE,
  /** Only when nobody else needs the disk. */
  IOPRIO_CLASS_IDLE
}
