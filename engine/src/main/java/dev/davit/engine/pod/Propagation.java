package dev.davit.engine.pod;

/** Of a mount between host and container (CRI MountPropagation, mount_namespaces(7)). */
public enum Propagation {
  /** neither side sees later mounts of the other: {@code rprivate} */
  PRIVATE,
  /** the container sees the host's: {@code rslave} */
  HOST_TO_CONTAINER,
  /** both see those of the other: {@code rshared} */
  BIDIRECTIONAL
}
