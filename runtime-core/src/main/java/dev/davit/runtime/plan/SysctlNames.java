package dev.davit.runtime.plan;

import dev.davit.oci.json.Problem;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.NamespaceType;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Which kernel parameters belong to a namespace, so that a container may have its own. */
public final class SysctlNames {

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

  private static final Set<String> UTS = Set.of("kernel.domainname");

  private SysctlNames() {}

  /**
   * The path of a parameter below {@code /proc/sys}. As in sysctl(8), the first separator decides:
   * after a slash, dots belong to names, as in {@code net/ipv4/conf/eth0.100/forwarding}.
   */
  public static String path(String name) {
    int slash = name.indexOf('/');
    int dot = name.indexOf('.');
    if (dot < 0 || slash >= 0 && slash < dot) {
      return name;
    }
    StringBuilder path = new StringBuilder(name.length());
    for (char c : name.toCharArray()) {
      path.append(c == '.' ? '/' : c == '/' ? '.' : c);
    }
    return path.toString();
  }

  /** The parameters that would be the host's, because the container does not have its own. */
  public static List<Problem> problems(Linux linux) {
    return new TreeMap<>(linux.sysctl())
        .keySet().stream()
            .filter(name -> !allowed(name, linux))
            .map(
                name ->
                    new Problem(
                        "$.linux.sysctl[\"" + name + "\"]",
                        name.matches("kernel[./]hostname")
                            ? "not allowed, for it conflicts with $.hostname, which sets it"
                            : "belongs to no namespace that the container has of its own"))
            .toList();
  }

  private static boolean allowed(String name, Linux linux) {
    String dotted = path(name).replace('/', '.');
    if (path(name).contains("..")) {
      return false;
    }
    if (dotted.startsWith("net.")) {
      return has(linux, NamespaceType.NETWORK);
    }
    if (IPC.contains(dotted) || dotted.startsWith("fs.mqueue.")) {
      return has(linux, NamespaceType.IPC);
    }
    return UTS.contains(dotted) && has(linux, NamespaceType.UTS);
  }

  private static boolean has(Linux linux, NamespaceType type) {
    return linux.namespaces().stream().anyMatch(namespace -> namespace.type() == type);
  }
}
