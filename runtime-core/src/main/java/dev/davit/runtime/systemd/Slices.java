package dev.davit.runtime.systemd;

import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.cgroup.Settings;
import dev.davit.runtime.host.Host;
import java.util.ArrayList;
import java.util.List;

/**
 * The slices of systemd that hold the scopes of what belongs together, with limits for all of it
 * (systemd.slice(5)).
 */
public final class Slices {

  private final Host host;
  private final Systemd systemd;

  /** The slices of this machine that this process can ask for. */
  public Slices(Host host) {
    this.host = host;
    this.systemd = Systemd.ofThisUser();
  }

  /**
   * Makes a slice, with the limits in the unit as in the files, and those above it.
   *
   * @param slice such as {@code pods-web.slice}
   * @throws dev.davit.runtime.cgroup.CgroupException if systemd refuses, or a limit cannot be
   *     enforced; nothing is left then
   */
  public Cgroup start(String slice, Resources resources) {
    List<UnitProperty> properties = new ArrayList<>();
    properties.add(UnitProperty.text("Description", "davit pod " + slice));
    properties.addAll(limits(resources));
    systemd.startSlice(slice, properties);
    try {
      return Cgroup.adopt(host.cgroups(), ScopeName.slicePath(slice), resources, 0);
    } catch (RuntimeException e) {
      systemd.stop(slice);
      throw e;
    }
  }

  /** Changes the limits of a slice, in the unit as in the files. */
  public void update(String slice, Resources resources) {
    Cgroup cgroup = Cgroup.open(host.cgroups(), ScopeName.slicePath(slice));
    systemd.setProperties(slice, limits(cgroup.withBandwidth(resources)));
    cgroup.apply(resources);
  }

  /** Stops a slice with all that is in it; it may be gone. */
  public void stop(String slice) {
    if (Systemd.runs()) {
      systemd.stop(slice);
    }
  }

  private List<UnitProperty> limits(Resources resources) {
    return UnitProperties.of(Settings.of(resources, host.cgroups()));
  }
}
