package dev.davit.runtime.plan;

import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import java.util.List;
import java.util.Optional;

/**
 * Which ids a mount shows for those on its filesystem (mount_setattr(2), "ID-mapped mounts").
 *
 * @param uids users: the filesystem's as {@code containerID}, what is shown as {@code hostID}
 * @param gids groups
 * @param recursive whether the mounts below it show the same
 */
public record MountIds(List<IdMapping> uids, List<IdMapping> gids, boolean recursive) {

  /** Copies the lists. */
  public MountIds {
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
  }

  /**
   * What a mount asks for: its own mappings, or those of its option, or with {@code idmap} and none
   * of its own those of the container's user namespace.
   *
   * @throws IllegalArgumentException if its option is none
   */
  static Optional<MountIds> of(Mount mount, MountOptions options, Linux linux) {
    boolean recursive = options.special().contains("ridmap");
    if (!mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty()) {
      return Optional.of(new MountIds(mount.uidMappings(), mount.gidMappings(), recursive));
    }
    if (options.shownIds().isPresent()) {
      return Optional.of(ShownIds.parse(options.shownIds().get(), linux, recursive));
    }
    return recursive || options.special().contains("idmap")
        ? Optional.of(new MountIds(linux.uidMappings(), linux.gidMappings(), recursive))
        : Optional.empty();
  }

  /** The lines of a uid_map or gid_map (user_namespaces(7)). */
  public static String lines(List<IdMapping> mappings) {
    StringBuilder lines = new StringBuilder();
    for (IdMapping mapping : mappings) {
      lines
          .append(mapping.containerID())
          .append(' ')
          .append(mapping.hostID())
          .append(' ')
          .append(mapping.size())
          .append('\n');
    }
    return lines.toString();
  }
}
