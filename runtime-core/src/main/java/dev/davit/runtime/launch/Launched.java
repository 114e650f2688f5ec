package dev.davit.runtime.launch;

import dev.davit.linux.Fd;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerDescription;
import java.util.List;
import java.util.Optional;

/**
 * A container that was started. Whoever has this owns its descriptors, and has to wait for the
 * supervisor.
 *
 * @param description what stays the same during its life
 * @param pid its first process
 * @param process a pidfd of that; empty if it had ended already
 * @param supervisorPid the process that waits for it, a child of this one
 * @param supervisor a pidfd of that
 * @param exitFile the exit record, open for reading
 * @param cgroup its cgroup; empty on a machine without any
 * @param streams our side of its standard streams
 * @param recorded whether it is on disk as running; otherwise it had ended before
 * @param host the machine, as it was planned for
 * @param warnings what it asked for and could not be had
 */
public record Launched(
    ContainerDescription description,
    int pid,
    Optional<Fd> process,
    int supervisorPid,
    Fd supervisor,
    Fd exitFile,
    Optional<Cgroup> cgroup,
    StandardStreams streams,
    boolean recorded,
    Host host,
    List<String> warnings) {

  /** Copies the list. */
  public Launched {
    warnings = List.copyOf(warnings);
  }
}
