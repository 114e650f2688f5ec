package dev.davit.engine.pod;

import java.util.List;
import java.util.Optional;

/**
 * The user namespace of a pod (CRI UserNamespace).
 *
 * @param mode {@code POD} for one of its own, {@code NODE} for that of the host
 * @param uids users
 * @param gids groups
 */
public record UserNamespace(NamespaceMode mode, List<IdRange> uids, List<IdRange> gids) {
  /** Copies lists and maps. */
  public UserNamespace {
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
  }

  /** That of a pod, if it has one of its own. */
  static Optional<UserNamespace> of(PodConfig config) {
    return config
        .linux()
        .security()
        .namespaceOptions()
        .userNamespace()
        .filter(u -> u.mode() == NamespaceMode.POD);
  }

  /** The host's user that is its root. */
  int rootUid() {
    return hostId(uids, 0).orElseThrow().intValue();
  }

  /** The host's group that is its root's. */
  int rootGid() {
    return hostId(gids, 0).orElseThrow().intValue();
  }

  /** Whether there is a user and a group of this number in it. */
  boolean has(long id) {
    return hostId(uids, id).isPresent() && hostId(gids, id).isPresent();
  }

  /** What is wrong with its ids: the kernel's own refusal would not say (user_namespaces(7)). */
  Optional<String> problem() {
    for (IdRange range : uids) {
      if (range.length() <= 0 || range.hostId() < 0 || range.containerId() < 0) {
        return Optional.of("uids: " + range + ": expected a length, and ids of 0 or more");
      }
    }
    for (IdRange range : gids) {
      if (range.length() <= 0 || range.hostId() < 0 || range.containerId() < 0) {
        return Optional.of("gids: " + range + ": expected a length, and ids of 0 or more");
      }
    }
    return has(0)
        ? Optional.empty()
        : Optional.of("uids and gids: 0 is not among them: a pod needs a root");
  }

  private static Optional<Long> hostId(List<IdRange> ranges, long id) {
    return ranges.stream()
        .filter(r -> id >= r.containerId() && id - r.containerId() < r.length())
        .map(r -> r.hostId() + (id - r.containerId()))
        .findFirst();
  }
}
