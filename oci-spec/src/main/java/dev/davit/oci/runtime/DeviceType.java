package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;

/** Kinds of device nodes and device rules. */
public enum DeviceType {
  /** All devices; in rules only. */
  @Name("a")
  ALL,
  /** Block device. */
  @Name("b")
  BLOCK,
  /** Character device. */
  @Name("c")
  CHARACTER,
  /** Unbuffered character device, for mknod the same as c. */
  @Name("u")
  UNBUFFERED,
  /** Named pipe; not in rules. */
  @Name("p")
  FIFO
}
