package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Kernel parameters may be set only where a namespace of the container holds them; any other would
 * change the host ({@code config-linux.md}, "Sysctl"; namespaces(7)).
 */
final class SysctlRules {
  /** See ipc_namespaces(7). */
  private static final Set<String> IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  private static final Set<String> UTS = Set.of("kernel.hostname", "kernel.domainname");

  private SysctlRules() {}

  static void check(Linux linux, String path, Problems problems) {
    for (String name : linux.sysctl().keySet()) {
      String element = Problems.field(path + ".sysctl", name);
      Optional<NamespaceType> type = namespaceOf(name);
      if (isMalformed(name)) {
        problems.add(element, "no name of a kernel parameter");
      } else if (type.isEmpty()) {
        problems.add(element, "is in no namespace, so it would change the host");
      } else if (linux.namespace(type.get()).isEmpty()
          && problems.isReadable(path + ".namespaces")) {
        problems.add(
            element,
            "needs a namespace of type %s, or it would change the host".formatted(type.get()));
      }
    }
  }

  /** The namespace that holds a parameter; sysctl(8) takes slashes for dots. */
  private static Optional<NamespaceType> namespaceOf(String name) {
    String dotted = name.indexOf('/') >= 0 ? name.replace('/', '.') : name;
    if (dotted.startsWith("net.")) {
      return Optional.of(NamespaceType.NETWORK);
    } else if (IPC.contains(dotted) || dotted.startsWith("fs.mqueue.")) {
      return Optional.of(NamespaceType.IPC);
    } else if (UTS.contains(dotted)) {
      return Optional.of(NamespaceType.UTS);
    } else if (dotted.startsWith("user.")) {
      return Optional.of(NamespaceType.USER);
    }
    return Optional.empty();
  }

  /** Empty parts would climb out of {@code /proc/sys} once dots become slashes. */
  private static boolean isMalformed(String name) {
    return List.of(name.split("[./]", -1)).contains("");
  }
}
