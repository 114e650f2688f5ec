package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.RootedTree;
import dev.davit.runtime.rootfs.UserDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds out who the first process of a container is. */
final class ImageUsers {

  /**
   * A user with numbers.
   *
   * @param user as the status says it
   * @param home the home directory, if the image knows the user
   */
  record Found(ContainerUser user, Optional<String> home) {}

  private ImageUsers() {}

  /**
   * The user of a container: what the security context says, then the image, then root.
   *
   * @param layers of the image, top-most first
   */
  static Found find(ContainerSecurity security, Optional<String> ofImage, List<Path> layers) {
    if (security.runAsGroup().isPresent()
        && security.runAsUser().isEmpty()
        && security.runAsUsername().isEmpty()) {
      throw new PodException(
          Reason.INVALID, "runAsGroup: needs runAsUser or runAsUsername as well");
    }
    String asked =
        security
            .runAsUser()
            .map(ImageUsers::id)
            .or(security::runAsUsername)
            .or(() -> ofImage.filter(u -> !u.isEmpty()))
            .orElse("0");
    String user = asked.indexOf(':') < 0 ? asked : asked.substring(0, asked.indexOf(':'));
    UserDatabase database =
        new UserDatabase(read(layers, "/etc/passwd"), read(layers, "/etc/group"));
    try {
      UserDatabase.Resolved known = database.resolve(user);
      long gid =
          security
              .runAsGroup()
              .orElseGet(() -> asked.equals(user) ? known.gid() : database.resolve(asked).gid());
      TreeSet<Long> groups = new TreeSet<>(security.supplementalGroups());
      groups.add(gid);
      if (security.supplementalGroupsPolicy() == GroupsPolicy.MERGE) {
        groups.addAll(known.additionalGids());
        // the user's own group is replaced by the one that was asked for
        if (security.runAsGroup().isPresent()
            && known.gid() != gid
            && !security.supplementalGroups().contains(known.gid())) {
          groups.remove(known.gid());
        }
      }
      return new Found(new ContainerUser(known.uid(), gid, List.copyOf(groups)), known.home());
    } catch (IllegalArgumentException e) {
      throw new PodException(Reason.INVALID, "user " + asked + ": " + e.getMessage(), e);
    }
  }

  private static String id(long id) {
    return Long.toString(id);
  }

  /** What the overlay will show: the file of the top-most layer that has it. */
  private static String read(List<Path> layers, String path) {
    for (Path layer : layers) {
      try (Fd root =
          Descriptors.open(Fd.CWD, layer.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
        RootedTree tree = new RootedTree(root);
        if (tree.exists(ContainerPath.of(path))) {
          return new String(
              tree.read(ContainerPath.of(path), 4 << 20), java.nio.charset.StandardCharsets.UTF_8);
        }
      } catch (ErrnoException e) {
        throw new PodException(Reason.FAILED, path + " of the image: " + e.getMessage(), e);
      }
    }
    return "";
  }
}
