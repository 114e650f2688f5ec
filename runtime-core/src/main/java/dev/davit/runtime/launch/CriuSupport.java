package dev.davit.runtime.launch;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.VirtualFile;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.CriuSettings;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.criu.CriuRequest;
import dev.davit.runtime.criu.CriuRequest.Flag;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What saving and restoring have in common, and what criu cannot do with a container. */
final class CriuSupport {

  private static final Map<CriuSettings.Option, Flag> FLAGS =
      new EnumMap<>(
          Map.of(
              CriuSettings.Option.TCP_ESTABLISHED, Flag.TCP_ESTABLISHED,
              CriuSettings.Option.EXTERNAL_UNIX_SOCKETS, Flag.EXT_UNIX_SK,
              CriuSettings.Option.SHELL_JOB, Flag.SHELL_JOB,
              CriuSettings.Option.FILE_LOCKS, Flag.FILE_LOCKS,
              CriuSettings.Option.AUTO_DEDUP, Flag.AUTO_DEDUP,
              CriuSettings.Option.LAZY_PAGES, Flag.LAZY_PAGES));

  private CriuSupport() {}

  /** Refuses to act for an ordinary user. */
  static void check(ContainerId id, String action, Host host) {
    if (host.userNamespace()) {
      throw ContainerException.unsupported(
          id, action + ": needs root: criu reads and makes namespaces of the whole machine");
    }
  }

  static void addSettings(CriuRequest asked, CriuSettings settings) {
    settings.options().stream()
        .filter(FLAGS::containsKey)
        .forEach(option -> asked.flag(FLAGS.get(option)));
    if (settings.options().contains(CriuSettings.Option.EMPTY_NETWORK)) {
      asked.emptyNamespaces(CloneFlags.CLONE_NEWNET);
    }
    asked.cgroups(settings.cgroups());
    settings.configuration().map(Path::toString).ifPresent(asked::configuration);
  }

  /** Where the log goes; made if it is not there. */
  static Path work(CriuSettings settings, Path stateDirectory) {
    Path work = settings.work().orElseGet(() -> stateDirectory.resolve("criu"));
    try {
      return Files.createDirectories(work);
    } catch (IOException e) {
      throw new IllegalArgumentException(work + ": cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * Whether a namespace of somebody else is saved as if it were the container's own: what is in it
   * is little, and a restore joins the one that it is given.
   */
  static boolean isSavedAsOwn(Namespace namespace) {
    return namespace.type() == NamespaceType.IPC || namespace.type() == NamespaceType.UTS;
  }

  /**
   * What a namespace of somebody else is called in the images.
   *
   * @throws ContainerException if criu can keep no such namespace
   */
  static String externalNamespace(ContainerId id, String action, Namespace namespace) {
    if (namespace.type() == NamespaceType.NETWORK) {
      return "extRootNetNS";
    }
    if (namespace.type() == NamespaceType.PID) {
      return "extRootPidNS";
    }
    throw ContainerException.unsupported(
        id,
        action
            + ": its "
            + namespace.type()
            + " namespace is somebody else's ("
            + namespace.path().orElse("")
            + "), which criu can neither save nor join");
  }

  /**
   * Refuses a container with a process that its init has not started, which criu would not find.
   */
  static void checkProcesses(ContainerId id, int init, Cgroup cgroup) {
    List<Integer> all = cgroup.processes();
    for (int pid : all) {
      if (!descends(pid, init)) {
        throw new ContainerException(
            id,
            "checkpoint: process "
                + pid
                + " was executed in the container from outside, and criu saves only what init has"
                + " started: end it first");
      }
    }
  }

  private static boolean descends(int pid, int init) {
    Set<Integer> seen = new HashSet<>();
    int at = pid;
    while (at != init) {
      if (at <= 1 || !seen.add(at)) {
        return false;
      }
      try {
        at =
            VirtualFile.read("/proc/" + at + "/status")
                .lines()
                .filter(line -> line.startsWith("PPid:"))
                .map(line -> Integer.parseInt(line.substring(line.indexOf('\t') + 1)))
                .findFirst()
                .orElse(0);
      } catch (ErrnoException e) {
        // it has ended meanwhile
        return true;
      }
    }
    return true;
  }

  /** A directory for criu. */
  static Fd directory(Path path) throws ErrnoException {
    return Descriptors.open(Fd.CWD, path.toString(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
  }

  static String readlink(String path) throws ErrnoException {
    return new String(Names.readlink(Fd.CWD, path), StandardCharsets.UTF_8);
  }
}
