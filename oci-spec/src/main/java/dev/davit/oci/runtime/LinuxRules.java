package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of config-linux.md that the form of {@link Linux} cannot say. */
final class LinuxRules {
  private static final Set<String> CLOCKS = Set.of("monotonic", "boottime");
  private static final long MAX_NANOSECONDS = 999_999_999;

  /** IFNAMSIZ of linux/if.h less the NUL; dev_valid_name of the kernel. */
  private static final Pattern INTERFACE = Pattern.compile("(?!\\.{1,2}$)[^/:\\s]{1,15}");

  private LinuxRules() {}

  static void check(Linux linux, String path, Problems problems) {
    namespaces(linux, path, problems);
    idMappings(linux, path, problems);
    timeOffsets(linux, path, problems);
    DeviceRules.nodes(linux.devices(), path + ".devices", problems);
    netDevices(linux, path, problems);
    linux.cgroupsPath().ifPresent(c -> cgroupsPath(c, path + ".cgroupsPath", problems));
    linux.resources().ifPresent(r -> ResourceRules.check(r, path + ".resources", problems));
    linux.intelRdt().ifPresent(r -> intelRdt(r, path + ".intelRdt", problems));
    linux.memoryPolicy().ifPresent(m -> memoryPolicy(m, path + ".memoryPolicy", problems));
    SysctlRules.check(linux, path, problems);
    linux.seccomp().ifPresent(s -> SeccompRules.check(s, path + ".seccomp", problems));
    Check.allAbsolute(linux.maskedPaths(), path + ".maskedPaths", problems);
    Check.allAbsolute(linux.readonlyPaths(), path + ".readonlyPaths", problems);
  }

  private static void namespaces(Linux linux, String path, Problems problems) {
    List<Namespace> namespaces = linux.namespaces();
    Check.distinct(namespaces, Namespace::type, path + ".namespaces", problems);
    for (int i = 0; i < namespaces.size(); i++) {
      String file = path + ".namespaces[" + i + "].path";
      namespaces.get(i).path().ifPresent(p -> Check.absolute(p, file, problems));
    }
  }

  private static void idMappings(Linux linux, String path, Problems problems) {
    IdMappingRules.check(linux.uidMappings(), path + ".uidMappings", problems);
    IdMappingRules.check(linux.gidMappings(), path + ".gidMappings", problems);
    if (!problems.isReadable(path + ".namespaces")) {
      return;
    }
    var user = linux.namespace(NamespaceType.USER);
    if (user.isEmpty()) {
      if (!linux.uidMappings().isEmpty()) {
        problems.add(path + ".uidMappings", "need a user namespace");
      }
      if (!linux.gidMappings().isEmpty()) {
        problems.add(path + ".gidMappings", "need a user namespace");
      }
    } else if (user.get().path().isEmpty()) {
      // without any, a runtime may know better
      boolean some = !linux.uidMappings().isEmpty() || !linux.gidMappings().isEmpty();
      if (some && linux.uidMappings().isEmpty()) {
        problems.add(path + ".uidMappings", "missing; a new user namespace needs them");
      }
      if (some && linux.gidMappings().isEmpty()) {
        problems.add(path + ".gidMappings", "missing; a new user namespace needs them");
      }
    }
  }

  private static void timeOffsets(Linux linux, String path, Problems problems) {
    for (Map.Entry<String, TimeOffset> offset : linux.timeOffsets().entrySet()) {
      String element = Problems.field(path + ".timeOffsets", offset.getKey());
      if (!CLOCKS.contains(offset.getKey())) {
        problems.add(element, "no clock of a time namespace; monotonic and boottime are");
      }
      offset
          .getValue()
          .nanosecs()
          .ifPresent(n -> Check.range(n, 0, MAX_NANOSECONDS, element + ".nanosecs", problems));
    }
    boolean created =
        linux.namespace(NamespaceType.TIME).filter(n -> n.path().isEmpty()).isPresent();
    if (!linux.timeOffsets().isEmpty() && !created && problems.isReadable(path + ".namespaces")) {
      problems.add(path + ".timeOffsets", "need a new time namespace");
    }
  }

  private static void netDevices(Linux linux, String path, Problems problems) {
    for (Map.Entry<String, NetDevice> device : linux.netDevices().entrySet()) {
      String element = Problems.field(path + ".netDevices", device.getKey());
      interfaceName(device.getKey(), element, problems);
      device.getValue().name().ifPresent(n -> interfaceName(n, element + ".name", problems));
    }
    List<String> names =
        linux.netDevices().entrySet().stream()
            .map(d -> d.getValue().name().orElse(d.getKey()))
            .toList();
    if (Set.copyOf(names).size() != names.size()) {
      problems.add(path + ".netDevices", "two devices would have the same name in the container");
    }
    if (!names.isEmpty()
        && linux.namespace(NamespaceType.NETWORK).isEmpty()
        && problems.isReadable(path + ".namespaces")) {
      problems.add(path + ".netDevices", "unable to move network devices without a NET namespace");
    }
  }

  private static void interfaceName(String name, String path, Problems problems) {
    if (!INTERFACE.matcher(name).matches()) {
      problems.add(path, "%s is no name of an interface".formatted(Problems.quote(name)));
    }
  }

  private static void cgroupsPath(String value, String path, Problems problems) {
    if (List.of(value.split("/")).contains("..")) {
      problems.add(path, "%s must not contain ..".formatted(Problems.quote(value)));
    }
  }

  private static void intelRdt(IntelRdt rdt, String path, Problems problems) {
    rdt.closID()
        .filter(id -> !Check.isFileName(id))
        .ifPresent(
            id ->
                problems.add(path + ".closID", "%s is no file name".formatted(Problems.quote(id))));
    rdt.memBwSchema()
        .filter(line -> !line.startsWith("MB:") || line.indexOf('\n') >= 0)
        .ifPresent(line -> problems.add(path + ".memBwSchema", "must be one line MB:…"));
  }

  private static void memoryPolicy(MemoryPolicy policy, String path, Problems problems) {
    String nodes = policy.nodes().orElse("");
    if (policy.mode().isEmpty() && !(nodes.isEmpty() && policy.flags().isEmpty())) {
      problems.add(path + ".mode", "missing");
    }
    boolean needsNodes =
        policy
            .mode()
            .filter(mode -> mode != MemoryPolicyMode.MPOL_DEFAULT)
            .filter(mode -> mode != MemoryPolicyMode.MPOL_LOCAL)
            .filter(mode -> mode != MemoryPolicyMode.MPOL_PREFERRED)
            .isPresent();
    boolean takesNone =
        policy
            .mode()
            .filter(m -> m == MemoryPolicyMode.MPOL_DEFAULT || m == MemoryPolicyMode.MPOL_LOCAL)
            .isPresent();
    if (!nodes.isEmpty() && takesNone) {
      problems.add(path, policy.mode().get() + " takes no nodes");
    } else if (!nodes.isEmpty()) {
      Check.idList(nodes, path + ".nodes", problems);
    } else if (needsNodes) {
      problems.add(path + ".nodes", "needed for " + policy.mode().get());
    }
    if (policy.flags().contains(MemoryPolicyFlag.MPOL_F_STATIC_NODES)
        && policy.flags().contains(MemoryPolicyFlag.MPOL_F_RELATIVE_NODES)) {
      problems.add(path + ".flags", "nodes cannot be both static and relative");
    }
  }
}
