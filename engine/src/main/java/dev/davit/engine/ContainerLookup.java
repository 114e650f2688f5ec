package dev.davit.engine;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerInfo.Status;
import dev.davit.oci.DavitException;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds containers: what is recorded beside their files, joined with the run state. Either may be
 * missing: the run state after a restart of the machine, the record of a container whose entry is
 * damaged.
 */
final class ContainerLookup {

  private static final int ID_LENGTH = 64;

  /** 128 and SIGKILL, which is what the kernel sends for want of memory. */
  private static final int KILLED = 137;

  private final Runtime runtime;
  private final ContainerFiles files;
  private final NameIndex names;
  private final PodSide pods;

  ContainerLookup(Runtime runtime, ContainerFiles files, NameIndex names, PodSide pods) {
    this.runtime = runtime;
    this.files = files;
    this.names = names;
    this.pods = pods;
  }

  /** The runtime that has the run state of a container. */
  Runtime runtime(ContainerInfo container) {
    return container.pod().isPresent() ? pods.runtime() : runtime;
  }

  /** What is recorded about a container beside its files or its pod. */
  Optional<ContainerRecord> record(String id) {
    return files.read(id).or(() -> pods.record(id));
  }

  /** All, the latest first. */
  List<ContainerInfo> all() {
    Map<String, ContainerState> states = new HashMap<>();
    runtime.containers().forEach(s -> states.put(s.id().value(), s));
    List<ContainerInfo> all = new ArrayList<>();
    for (String id : files.ids()) {
      info(files.read(id), Optional.ofNullable(states.remove(id))).ifPresent(all::add);
    }
    states.values().forEach(s -> info(Optional.empty(), Optional.of(s)).ifPresent(all::add));
    all.addAll(pods.all(this::status));
    all.sort(Comparator.comparing(ContainerInfo::created).reversed());
    return all;
  }

  /** One, by name, id or the beginning of an id. */
  ContainerInfo find(String nameOrId) {
    Optional<String> named = names.find(nameOrId);
    String beginning = named.orElse(nameOrId);
    List<ContainerInfo> fitting =
        all().stream()
            .filter(
                c ->
                    c.id().equals(beginning)
                        || !beginning.isEmpty()
                            && c.id().startsWith(beginning)
                            && beginning.length() < ID_LENGTH
                        || named.isEmpty() && c.pod().isPresent() && hasName(c, nameOrId))
            .toList();
    if (fitting.isEmpty()) {
      throw new ContainerException(
          Reason.NOT_FOUND, "container " + nameOrId + ": no such container: see davit ps -a");
    }
    if (fitting.size() > 1) {
      throw new ContainerException(
          Reason.AMBIGUOUS,
          "container " + nameOrId + ": fits " + fitting.size() + " ids: give more digits of it");
    }
    return fitting.get(0);
  }

  private static boolean hasName(ContainerInfo container, String name) {
    return container.name().filter(name::equals).isPresent();
  }

  /** One that runs. */
  ContainerInfo running(String nameOrId) {
    ContainerInfo found = find(nameOrId);
    if (!found.status().isRunning()) {
      throw new ContainerException(
          Reason.NOT_RUNNING,
          "container " + nameOrId + ": not running: its status is " + found.status().word());
    }
    return found;
  }

  private Optional<ContainerInfo> info(
      Optional<ContainerRecord> record, Optional<ContainerState> state) {
    Status status = state.map(s -> status(runtime, s)).orElseGet(ContainerLookup::unknown);
    if (record.isPresent()) {
      ContainerRecord r = record.get();
      return Optional.of(
          new ContainerInfo(
              r.id(),
              r.name(),
              r.image(),
              r.command(),
              r.created(),
              r.labels(),
              status,
              Optional.empty(),
              List.of(),
              r.runtime()));
    }
    return state
        .map(ContainerState::description)
        .map(
            d ->
                new ContainerInfo(
                    d.id().value(),
                    Optional.empty(),
                    d.image().orElse("-"),
                    d.command(),
                    d.created(),
                    d.labels(),
                    status,
                    Optional.empty(),
                    List.of(),
                    Optional.empty()));
  }

  private static Status unknown() {
    return new Status.Exited(Optional.empty(), Optional.empty(), false);
  }

  /** The cgroup remembers for as long as the container is kept; asked only after a SIGKILL. */
  private static boolean oomKilled(Runtime runtime, ContainerState.Stopped stopped) {
    if (stopped.exit().map(e -> e.code() != KILLED).orElse(true)) {
      return false;
    }
    try {
      return runtime
          .awaitExit(stopped.id(), Duration.ZERO)
          .map(ContainerExit::oomKilled)
          .orElse(false);
    } catch (DavitException e) {
      // Removed at this moment by somebody else.
      return false;
    }
  }

  private static boolean paused(Runtime runtime, ContainerId id) {
    try {
      return runtime.isPaused(id);
    } catch (DavitException e) {
      // Removed at this moment by somebody else, or in a cgroup that its user may not read.
      return false;
    }
  }

  private Status status(Runtime runtime, ContainerState state) {
    if (state instanceof ContainerState.Running running) {
      return new Status.Running(
          running.init().pid(), running.started(), paused(runtime, running.id()));
    }
    if (state instanceof ContainerState.Stopped stopped) {
      return new Status.Exited(
          Optional.of(stopped.finished()),
          stopped.exit(),
          stopped.oomKilled() || oomKilled(runtime, stopped));
    }
    return new Status.Creating();
  }
}
