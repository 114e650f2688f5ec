package dev.davit.runtime.plan;

import dev.davit.runtime.RootSource;
import dev.davit.runtime.host.Host;

/** How the root filesystem is made. */
public final class RootPlan {

  private RootPlan() {}

  /** The preparation that makes it on this host. */
  public static Preparation of(RootSource source, Host host) {
    if (source instanceof RootSource.Overlay overlay) {
      return new Preparation.MountOverlay(
          overlay.lowerdirs(), overlay.upperdir(), overlay.workdir(), !host.lowerdirPlus());
    }
    RootSource.Directory directory = (RootSource.Directory) source;
    return new Preparation.CloneMount(
        DescriptorNames.ROOTFS, directory.path(), true, true, 0, 0, 0, 0, Propagation.RPRIVATE);
  }
}
