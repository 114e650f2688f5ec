package dev.davit.runtime.host;

import dev.davit.linux.Architecture;
import dev.davit.linux.Capability;
import dev.davit.linux.probe.KernelProbe;
import dev.davit.linux.process.UserNamespace;
import dev.davit.runtime.cgroup.CgroupLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out what this machine offers. About twenty system calls, made once per process, since a
 * machine does not change its kernel while it runs.
 */
public final class HostProbe {

  private static final Path PROC = Path.of("/proc");
  private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
  private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

  private HostProbe() {}

  /** Initialized by the first use, and by one thread only (JLS 12.4.2). */
  private static final class Once {
    static final Host HOST = probe();
  }

  /**
   * This machine.
   *
   * @throws UncheckedIOException if {@code /proc} cannot be read
   */
  public static Host host() {
    return Once.HOST;
  }

  /** This machine, probed now. */
  static Host probe() {
    try {
      Map<String, String> status = status(Files.readString(PROC.resolve("self/status")));
      boolean userNamespace = !UserNamespace.isInitial();
      CgroupLayout whole = CgroupLayout.read();
      boolean root = effectiveUid(status) == 0 && !userNamespace;
      CgroupLayout cgroups = root ? whole : whole.delegated();
      long capabilities = Long.parseUnsignedLong(status.getOrDefault("CapEff", "0"), 16);
      return new Host(
          Architecture.host(),
          Files.readString(PROC.resolve("sys/kernel/osrelease")).strip(),
          cgroups,
          namespaces(),
          effectiveUid(status),
          Capability.ofMask(capabilities),
          KernelProbe.knowsLowerdirPlus(),
          cgroups.unified().isPresent() && KernelProbe.knowsCloneIntoCgroup(),
          KernelProbe.knowsMemfdExec(),
          status.containsKey("Seccomp"),
          startsWith(APPARMOR, "Y"),
          Files.exists(SELINUX),
          userNamespace,
          resctrl());
    } catch (IOException e) {
      throw new UncheckedIOException("host: /proc cannot be read: " + e.getMessage(), e);
    }
  }

  /** {@code Name: value} lines (proc_pid_status(5)). */
  private static Map<String, String> status(String text) {
    return text.lines()
        .map(line -> line.split(":\\s*", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
  }

  /** Real, effective, saved and file system user. */
  private static int effectiveUid(Map<String, String> status) {
    return Integer.parseUnsignedInt(status.getOrDefault("Uid", "0 0").split("\\s+")[1]);
  }

  private static Set<String> namespaces() {
    Set<String> found = new TreeSet<>(Host.ALL_NAMESPACES);
    found.removeIf(name -> !Files.exists(PROC.resolve("self/ns").resolve(name)));
    return found;
  }

  /** mountinfo: the type comes after " - ", the mount point is the fifth word (proc(5)). */
  private static Optional<Path> resctrl() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("self/mountinfo"))) {
      if (line.contains(" - resctrl ")) {
        return Optional.of(Path.of(line.split(" ")[4]));
      }
    }
    return Optional.empty();
  }

  private static boolean startsWith(Path file, String text) throws IOException {
    return Files.isReadable(file) && Files.readString(file).startsWith(text);
  }
}
