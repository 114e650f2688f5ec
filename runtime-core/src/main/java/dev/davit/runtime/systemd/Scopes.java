package dev.davit.runtime.systemd;

import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.cgroup.Settings;
import dev.davit.runtime.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scopes in which containers run. */
public final class Scopes {

  private final Host host;
  private final Systemd systemd;

  /** The scopes of this machine that this process can ask for. */
  public Scopes(Host host) {
    this.host = host;
    this.systemd = Systemd.ofThisUser();
  }

  /**
   * Looks whether there can be such a scope, before anything is made.
   *
   * @throws CgroupException with what is missing
   */
  public void check(ScopeName name) {
    String what = "cgroup " + name.unit() + " in " + name.slice() + ": ";
    if (!Systemd.runs()) {
      throw CgroupException.of(
          what + "systemd is not the init system of this machine: use the cgroupfs driver");
    }
    if (host.cgroups().kind() != CgroupLayout.Kind.UNIFIED) {
      throw CgroupException.of(
          what
              + "scopes need cgroup v2 alone, and this machine is "
              + host.cgroups().describe()
              + ": boot with systemd.unified_cgroup_hierarchy=1, or use the cgroupfs driver");
    }
  }

  /**
   * Makes a scope with a process in it. It is delegated: what is below it is the container's, and
   * files that systemd was told nothing about are left alone. What remains of it when everything in
   * it has ended is collected even if it failed.
   */
  public void start(ScopeName name, Resources resources, int pid) {
    List<UnitProperty> properties = new ArrayList<>();
    properties.add(UnitProperty.text("Description", "davit container " + name.unit()));
    properties.add(UnitProperty.text("Slice", name.slice()));
    properties.add(UnitProperty.flag("Delegate", true));
    properties.add(UnitProperty.text("CollectMode", "inactive-or-failed"));
    properties.addAll(limits(resources));
    systemd.startScope(name.unit(), properties, pid);
  }

  /** Stops a scope with all that is in it; it may be gone. */
  public void stop(ScopeName name) {
    systemd.stop(name.unit());
  }

  /**
   * Tells systemd of new limits of a cgroup, if it is one of its scopes: it would undo them when it
   * reloads its configuration. Its files are still to be written.
   */
  public void update(CgroupPath path, Resources resources) {
    scope(path).ifPresent(name -> systemd.setProperties(name.unit(), limits(resources)));
  }

  /** Stops the scope that is at this place, if one of systemd's can be there. */
  public static void remove(CgroupPath path) {
    scope(path).ifPresent(name -> Systemd.ofThisUser().stop(name.unit()));
  }

  private static Optional<ScopeName> scope(CgroupPath path) {
    return Systemd.runs() ? ScopeName.at(path) : Optional.empty();
  }

  private List<UnitProperty> limits(Resources resources) {
    return UnitProperties.of(Settings.of(resources, host.cgroups()));
  }
}
