package dev.davit.runtime.rootless;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.process.NamespaceOwner;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import java.util.Optional;

/**
 * Containers of an ordinary user whose namespaces another one is to join. The user has made a user
 * namespace around each, and may join what is in one only from there.
 */
final class Neighbours {

  private static final String OWN = "/proc/self/ns/user";

  private Neighbours() {}

  /**
   * The namespace that was made around a container whose namespaces are named.
   *
   * @return a descriptor that the caller owns; empty if none is, or what is named is the machine's
   */
  static Optional<Fd> around(Spec spec) throws ErrnoException {
    long own = Metadata.stat(Fd.CWD, OWN, 0).inode();
    for (Namespace namespace : spec.linux().orElse(Linux.empty()).namespaces()) {
      Optional<String> path = namespace.path().filter(text -> !text.isEmpty());
      if (path.isPresent()) {
        Fd named = Descriptors.open(Fd.CWD, path.get(), OpenFlags.O_RDONLY);
        Optional<Fd> around = below(own, named, namespace.type() == NamespaceType.USER);
        if (around.isPresent()) {
          return around;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The one on the way up that is directly below this process's own.
   *
   * @param namespace is closed, unless it is that
   * @param user whether it is a user namespace
   */
  private static Optional<Fd> below(long own, Fd namespace, boolean user) throws ErrnoException {
    Optional<Fd> above = NamespaceOwner.of(namespace);
    if (above.isPresent() && Metadata.stat(above.get()).inode() != own) {
      namespace.close();
      return below(own, above.get(), true);
    }
    above.ifPresent(Fd::close);
    if (above.isPresent() && user) {
      return Optional.of(namespace);
    }
    namespace.close();
    return Optional.empty();
  }
}
