package dev.davit.runtime;

import dev.davit.linux.Fd;
import dev.davit.oci.runtime.Process;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One more process for a container that runs already.
 *
 * @param process what to execute, as who and with which rights; {@code terminal} and {@code
 *     consoleSize} are not read, {@code stdio} counts
 * @param stdio what standard input, output and error are; a {@link Stdio.Terminal} is made in the
 *     container's own devpts
 * @param user {@code USER[:GROUP]} by name or number, looked up in the container's {@code
 *     /etc/passwd} and {@code /etc/group}; where present it replaces the ids of {@code
 *     process.user}, and sets {@code HOME} where the environment has none
 * @param cgroup a cgroup below the container's own, which exists; empty for the container's own, or
 *     for its first process's where no process may live in that
 * @param v1Cgroups other such cgroups for single v1 hierarchies, by a controller of each
 * @param ignorePaused whether to join a container that is paused; the process then waits with it,
 *     and so does the caller
 * @param passed descriptors that the process gets as 3, 4 and so on; they stay the caller's
 */
public record ExecRequest(
    Process process,
    Stdio stdio,
    Optional<String> user,
    Optional<String> cgroup,
    Map<String, String> v1Cgroups,
    boolean ignorePaused,
    List<Fd> passed) {

  /** Copies the collections and refuses nulls. */
  public ExecRequest {
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(stdio, "stdio");
    v1Cgroups = Collections.unmodifiableMap(new LinkedHashMap<>(v1Cgroups));
    passed = List.copyOf(passed);
  }

  /** A process with nothing special about it. */
  public static ExecRequest of(Process process, Stdio stdio) {
    return new ExecRequest(
        process, stdio, Optional.empty(), Optional.empty(), Map.of(), false, List.of());
  }

  /** A copy with another process. */
  public ExecRequest withProcess(Process process) {
    return new ExecRequest(process, stdio, user, cgroup, v1Cgroups, ignorePaused, passed);
  }

  /** A copy whose user is looked up in the container. */
  public ExecRequest withUser(String user) {
    return new ExecRequest(
        process, stdio, Optional.of(user), cgroup, v1Cgroups, ignorePaused, passed);
  }

  /** A copy in a cgroup below the container's. */
  public ExecRequest withCgroup(String cgroup) {
    return new ExecRequest(
        process, stdio, user, Optional.of(cgroup), v1Cgroups, ignorePaused, passed);
  }

  /** A copy that is in other cgroups below the container's in single v1 hierarchies. */
  public ExecRequest withV1Cgroups(Map<String, String> v1Cgroups) {
    return new ExecRequest(process, stdio, user, cgroup, v1Cgroups, ignorePaused, passed);
  }

  /** A copy that joins a paused container, or does not. */
  public ExecRequest withIgnorePaused(boolean ignorePaused) {
    return new ExecRequest(process, stdio, user, cgroup, v1Cgroups, ignorePaused, passed);
  }

  /** A copy that passes descriptors on. */
  public ExecRequest withPassed(List<Fd> passed) {
    return new ExecRequest(process, stdio, user, cgroup, v1Cgroups, ignorePaused, passed);
  }
}
