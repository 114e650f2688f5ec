package dev.davit.engine.pod;

import java.util.List;

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
}
