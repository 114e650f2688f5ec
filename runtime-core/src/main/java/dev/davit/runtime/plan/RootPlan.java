package dev.davit.runtime.plan;

import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.host.Host;
import java.util.Optional;

/** How the root filesystem is made. */
public final class RootPlan {

  private RootPlan() {}

  /** The preparation that makes it on this host, for nobody but its container. */
  public static Preparation of(RootSource source, Host host) {
    return of(source, host, Propagation.RPRIVATE, Linux.empty());
  }

  /** The preparation that makes it for a container with this configuration. */
  public static Preparation of(RootSource source, Host host, Spec spec) {
    // of what the host mounts below the root later, a slave sees everything
    boolean slave =
        spec.linux()
            .flatMap(Linux::rootfsPropagation)
            .map(Propagation::of)
            .filter(p -> p.type() == Propagation.Type.SLAVE)
            .isPresent();
    return of(
        source,
        host,
        slave ? new Propagation(Propagation.Type.SLAVE, true) : Propagation.RPRIVATE,
        spec.linux().orElse(Linux.empty()));
  }

  /**
   * Whether the root and all below it are so from the beginning. To set it again would undo what
   * the container's other mounts ask for.
   */
  static boolean has(Propagation propagation) {
    return propagation.recursive()
        && (propagation.type() == Propagation.Type.SLAVE
            || propagation.type() == Propagation.Type.PRIVATE);
  }

  private static Preparation of(
      RootSource source, Host host, Propagation propagation, Linux linux) {
    if (source instanceof RootSource.Overlay overlay) {
      return new Preparation.MountOverlay(
          overlay.lowerdirs(),
          overlay.upperdir(),
          overlay.workdir(),
          !host.lowerdirPlus(),
          host.userNamespace(),
          overlay.mapped()
              ? Optional.of(new MountIds(linux.uidMappings(), linux.gidMappings(), false))
              : Optional.empty());
    }
    RootSource.Directory directory = (RootSource.Directory) source;
    return new Preparation.CloneMount(
        DescriptorNames.ROOTFS,
        directory.path(),
        true,
        true,
        0,
        0,
        0,
        0,
        propagation,
        Optional.empty(),
        true);
  }
}
