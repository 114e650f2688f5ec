package dev.davit.runtime.launch;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a process that joins a container needs to know of the container's first process. */
final class RunningMembers {

  private static final Map<String, Long> NAMESPACES =
      Map.of(
          "user", CloneFlags.CLONE_NEWUSER,
          "mnt", CloneFlags.CLONE_NEWNS,
          "pid", CloneFlags.CLONE_NEWPID,
          "net", CloneFlags.CLONE_NEWNET,
          "ipc", CloneFlags.CLONE_NEWIPC,
          "uts", CloneFlags.CLONE_NEWUTS,
          "cgroup", CloneFlags.CLONE_NEWCGROUP,
          "time", CloneFlags.CLONE_NEWTIME);

  private final Host host;
  private final Path process;
  private final int pid;
  private final long namespaces;

  RunningMembers(Host host, ProcessIdentity init) {
    this.host = host;
    this.pid = init.pid();
    this.process = Path.of("/proc", Integer.toString(pid));
    long flags = 0;
    for (Map.Entry<String, Long> namespace : NAMESPACES.entrySet()) {
      if (host.namespaces().contains(namespace.getKey()) && differs(namespace.getKey())) {
        flags |= namespace.getValue();
      }
    }
    this.namespaces = flags;
  }

  /** One that is ours as well must not be joined: entering the own user namespace is an error. */
  private boolean differs(String namespace) {
    try {
      return !Files.readSymbolicLink(process.resolve("ns").resolve(namespace))
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns", namespace)));
    } catch (IOException e) {
      throw unreadable(process.resolve("ns").resolve(namespace), e);
    }
  }

  private static StepException unreadable(Path file, IOException e) {
    return StepException.of("look at the container's first process", file + ": " + e.getMessage());
  }

  /** CLONE_NEW* flags of its namespaces that are not ours. */
  long namespaces() {
    return namespaces;
  }

  boolean hasUserNamespace() {
    return (namespaces & CloneFlags.CLONE_NEWUSER) != 0;
  }

  /** Its root directory. */
  Fd root() throws ErrnoException {
    return Executor.rootOf(pid);
  }

  /** How the user ids of its user namespace are mapped to those of ours. */
  List<IdMapping> uidMappings() {
    Path file = process.resolve("uid_map");
    List<IdMapping> mappings = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        String[] fields = line.trim().split("\\s+");
        mappings.add(
            new IdMapping(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Map.of()));
      }
      return mappings;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The container's cgroup, but in cgroup v2 that of its first process where this is elsewhere and
   * no process may live in the container's own: since it is gone, or hands controllers out to
   * cgroups below it (cgroups(7), "no internal processes").
   */
  Cgroup inhabited(Cgroup own) {
    boolean habitable =
        own.directory().map(directory -> !distributes(directory)).orElse(isWithoutCgroup2());
    return habitable ? own : place().map(own::inUnified).orElse(own);
  }

  private boolean isWithoutCgroup2() {
    return host.cgroups().unified().isEmpty();
  }

  /**
   * Where its first process is in cgroup v2; empty if it has just ended, or is out of our sight.
   */
  private Optional<CgroupPath> place() {
    try {
      return Files.readAllLines(process.resolve("cgroup")).stream()
          .filter(line -> line.startsWith("0::/"))
          .filter(line -> !line.contains("/..") && !line.endsWith(" (deleted)"))
          .map(line -> new CgroupPath(line.substring("0::".length())))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean distributes(Path cgroup) {
    try {
      return !Files.readString(cgroup.resolve("cgroup.subtree_control")).isBlank();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A cgroup below the container's.
   *
   * @throws StepException if there is none
   */
  static Cgroup below(Cgroup own, String path) {
    CgroupPath place = place(own, path);
    return own.below(place)
        .orElseThrow(
            () ->
                StepException.of(
                    "enter cgroup " + path, place + "/cgroup.procs: no such file or directory"));
  }

  /**
   * The container's cgroup, but one below it in the v1 hierarchy of a controller.
   *
   * @param all the container's, or what other controllers have made of it
   * @throws StepException if there is none
   */
  static Cgroup below(Cgroup own, Cgroup all, String controller, String path) {
    return all.inV1(controller, place(own, path));
  }

  private static CgroupPath place(Cgroup own, String path) {
    try {
      CgroupPath place = own.path();
      for (String name : path.split("/")) {
        place = name.isEmpty() ? place : place.child(name);
      }
      return place;
    } catch (IllegalArgumentException e) {
      throw StepException.of("enter cgroup " + path, "bad sub cgroup path: " + e.getMessage());
    }
  }
}
