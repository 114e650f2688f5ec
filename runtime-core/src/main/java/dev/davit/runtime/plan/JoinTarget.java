package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.oci.runtime.Linux;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out about a container for a process that joins it.
 *
 * @param namespaces CLONE_NEW* flags of the namespaces of its first process that are not ours
 * @param intoCgroup whether the process is cloned into a cgroup of cgroup v2
 * @param v1Cgroups the v1 hierarchies in which it enters a cgroup, by name
 * @param seccomp the container's compiled system call filter
 * @param seccompFlags SECCOMP_FILTER_FLAG_* or-ed
 * @param listened whether somebody listens for calls that the filter notifies of
 * @param annotations those of the container's configuration
 * @param linux what of the container's configuration every process of it has: memory policy,
 *     personality
 * @param passed how many descriptors of the caller the process gets
 */
public record JoinTarget(
    long namespaces,
    boolean intoCgroup,
    List<String> v1Cgroups,
    Optional<byte[]> seccomp,
    int seccompFlags,
    boolean listened,
    Map<String, String> annotations,
    Linux linux,
    int passed) {

  /** Copies the list. */
  public JoinTarget {
    v1Cgroups = List.copyOf(v1Cgroups);
    annotations = Map.copyOf(annotations);
  }

  /** Whether the container has a user namespace that is not ours. */
  public boolean hasUserNamespace() {
    return (namespaces & CloneFlags.CLONE_NEWUSER) != 0;
  }
}
