package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;

/** Kinds of device nodes and device rules. */
public enum DeviceType {
  /** all devices; in rules only. */
  @Name("a")
  ALL,
  /** block device. */
  @Name("b")
  BLOCK,
  /** character device. */
  @Name("c")
  CHARACTER,
  /** unbuffered character device, for mknod the same as c. */
  @Name("u")
  UNBUFFERED,
  /** named pipe; not in rules. */
  @Name("p")
  FIFO
}
