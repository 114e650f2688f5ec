package dev.davit.ocicommand;

import dev.davit.linux.IoFailure;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.User;
import dev.davit.runtime.ContainerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A new user namespace for which nobody says who is who in it: as in crun, the container's user is
 * the caller, and nobody else is there.
 */
final class DefaultMappings {

  private DefaultMappings() {}

  /** The request, with mappings if it needs some and has none at all. */
  static ContainerRequest in(ContainerRequest request) {
    Linux linux = request.spec().linux().orElse(Linux.empty());
    boolean made =
        linux
            .namespace(NamespaceType.USER)
            .filter(namespace -> namespace.path().filter(path -> !path.isEmpty()).isEmpty())
            .isPresent();
    if (!made || !linux.uidMappings().isEmpty() || !linux.gidMappings().isEmpty()) {
      return request;
    }
    User user = request.spec().process().map(process -> process.user()).orElse(User.root());
    Path self = Path.of("/proc/self");
    try {
      long uid = ((Number) Files.getAttribute(self, "unix:uid")).longValue();
      long gid = ((Number) Files.getAttribute(self, "unix:gid")).longValue();
      return request.withSpec(
          request
              .spec()
              .withLinux(
                  linux
                      .withUidMappings(one(user.uid(), uid))
                      .withGidMappings(one(user.gid(), gid))));
    } catch (IOException e) {
      throw new CommandFailure(self + ": cannot be read: " + IoFailure.reason(e));
    }
  }

  private static List<IdMapping> one(long inside, long outside) {
    return List.of(IdMapping.of(inside, outside, 1));
  }
}
