package dev.davit.oci.runtime;

import dev.davit.oci.json.Name;
import java.util.Locale;

/** Kinds of namespaces, see namespaces(7). */
public enum NamespaceType {
  /** process ids. */
  @Name("pid")
  PID,
  /** network devices, addresses, ports. */
  @Name("network")
  NETWORK,
  /** mount points. */
  @Name("mount")
  MOUNT,
  /** System V IPC and POSIX message queues. */
  @Name("ipc")
  IPC,
  /** hostname and NIS domain name. */
  @Name("uts")
  UTS,
  /** user and group ids. */
  @Name("user")
  USER,
  /** cgroup root directory. */
  @Name("cgroup")
  CGROUP,
  /** boot and monotonic clocks. */
  @Name("time")
  TIME;

  /** The name in JSON and in {@code /proc/PID/ns}, but for {@code network} and {@code mount}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
