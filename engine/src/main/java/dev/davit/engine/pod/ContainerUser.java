package dev.davit.engine.pod;

import java.util.List;

/**
 * The user of the first process of a container (CRI LinuxContainerUser).
 *
 * @param uid user
 * @param gid group
 * @param supplementalGroups further groups
 */
public record ContainerUser(long uid, long gid, List<Long> supplementalGroups) {
  /** Copies lists and maps. */
  public ContainerUser {
    supplementalGroups = List.copyOf(supplementalGroups);
  }
}
