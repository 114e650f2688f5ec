package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.TimeOffset;
import dev.davit.runtime.NetworkHelper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which namespaces are made, which are joined, and where in the start. */
final class NamespacePlan {

  private final Linux linux;
  private final Optional<NetworkHelper> network;
  private final Set<NamespaceType> made = EnumSet.noneOf(NamespaceType.class);

  final List<Preparation> preparations = new ArrayList<>();

  /** Joined by the supervisor, because only its children are affected (setns(2)). */
  final List<Step> beforeClone = new ArrayList<>();

  /** Joined by init. */
  final List<Step> inInit = new ArrayList<>();

  /**
   * Of a configuration.
   *
   * @param network the program that connects the network namespace with the outside
   */
  NamespacePlan(Linux linux, Optional<NetworkHelper> network) {
    this.linux = linux;
    this.network = network;
    for (Namespace namespace : linux.namespaces()) {
      if (namespace.path().isEmpty()) {
        made.add(namespace.type());
      } else {
        join(namespace.type(), Path.of(namespace.path().get()));
      }
    }
    if (joinsUser()) {
      // from here on the supervisor belongs to the namespace that the container is in
      beforeClone.add(new IdentityStep.ForbidTracing());
      beforeClone.add(new NamespaceStep.Join("user", CloneFlags.CLONE_NEWUSER));
    }
    if (made.contains(NamespaceType.TIME)) {
      beforeClone.add(new SupervisorStep.NewTimeNamespace(offsets(linux.timeOffsets())));
    }
    if (network.isPresent()) {
      preparations.add(new Preparation.MakeNetworkNamespace());
      inInit.add(new NamespaceStep.Join(NetworkStep.NAMESPACE, CloneFlags.CLONE_NEWNET));
      beforeClone.add(new NetworkStep.Connect(network.get()));
    }
  }

  private void join(NamespaceType type, Path path) {
    preparations.add(new Preparation.OpenNamespace(name(type), path));
    Step join = new NamespaceStep.Join(name(type), flag(type));
    if (type == NamespaceType.USER) {
      return;
    }
    // in a user namespace the right to join what belongs to another one is gone
    if (type == NamespaceType.PID || hasUserNamespace() && type != NamespaceType.CGROUP) {
      beforeClone.add(join);
    } else {
      inInit.add(join);
    }
  }

  /** Whether a user namespace is joined that exists. */
  boolean joinsUser() {
    return hasUserNamespace() && !made.contains(NamespaceType.USER);
  }

  /** Whether a new namespace of this type is made. */
  boolean makes(NamespaceType type) {
    return made.contains(type);
  }

  /**
   * The flags for clone3(2). A cgroup namespace is not among them: made there, it would be rooted
   * in the supervisor's cgroup. Neither is a time namespace, which only unshare(2) makes, nor a
   * network namespace that somebody has connected before.
   */
  long cloneFlags() {
    return made.stream()
        .filter(type -> type != NamespaceType.CGROUP && type != NamespaceType.TIME)
        .filter(type -> type != NamespaceType.NETWORK || network.isEmpty())
        .mapToLong(NamespacePlan::flag)
        .reduce(0, (a, b) -> a | b);
  }

  boolean hasUserNamespace() {
    return linux.namespaces().stream()
        .anyMatch(namespace -> namespace.type() == NamespaceType.USER);
  }

  /** The name in {@code /proc/self/ns}. */
  private static String name(NamespaceType type) {
    return switch (type) {
      case NETWORK -> "net";
      case MOUNT -> "mnt";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }

  private static long flag(NamespaceType type) {
    return switch (type) {
      case PID -> CloneFlags.CLONE_NEWPID;
      case NETWORK -> CloneFlags.CLONE_NEWNET;
      case MOUNT -> CloneFlags.CLONE_NEWNS;
      case IPC -> CloneFlags.CLONE_NEWIPC;
      case UTS -> CloneFlags.CLONE_NEWUTS;
      case USER -> CloneFlags.CLONE_NEWUSER;
      case CGROUP -> CloneFlags.CLONE_NEWCGROUP;
      case TIME -> CloneFlags.CLONE_NEWTIME;
    };
  }

  private static String offsets(Map<String, TimeOffset> offsets) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(offsets)
        .forEach(
            (clock, offset) ->
                lines
                    .append(clock)
                    .append(' ')
                    .append(offset.secs().orElse(0L))
                    .append(' ')
                    .append(offset.nanosecs().orElse(0L))
                    .append('\n'));
    return lines.toString();
  }
}
