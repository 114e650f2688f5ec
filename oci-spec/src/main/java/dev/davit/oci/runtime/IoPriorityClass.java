package dev.davit.oci.runtime;

/** Classes of ioprio_set(2). */
public enum IoPriorityClass {
  /** real-time. */
  IOPRIO_CLASS_RT,
  /** best effort. */
  IOPRIO_CLASS_BE,
  /** only when nobody else needs the disk. */
  IOPRIO_CLASS_IDLE
}
