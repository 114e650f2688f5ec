package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;
import java.util.Locale;

/** Kinds of namespaces, see namespaces(7). */
public enum NamespaceType {
  /** Process ids. */
  @Name("pid")
  PID,
  /** Network devices, addresses, ports. */
  @Name("network")
  NETWORK,
  /** Mount points. */
  @Name("mount")
  MOUNT,
  /** System V IPC and POSIX message queues. */
  @Name("ipc")
  IPC,
  /** Hostname and NIS domain name. */
  @Name("uts")
  UTS,
  /** User and group ids. */
  @Name("user")
  USER,
  /** Cgroup root directory. */
  @Name("cgroup")
  CGROUP,
  /** Boot and monotonic clocks. */
  @Name("time")
  TIME;

  /** The name in JSON and in {@code /proc/PID/ns}, but for {@code network} and {@code mount}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
