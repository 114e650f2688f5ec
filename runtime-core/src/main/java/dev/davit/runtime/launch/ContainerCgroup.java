package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.cgroup.Settings;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerDescription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The cgroup of a container that is about to be: made with its limits, by us or by systemd. */
final class ContainerCgroup {

  private final Host host;

  ContainerCgroup(Host host) {
    this.host = host;
  }

  /** What stays the same during the life of the container, its cgroup among it. */
  ContainerDescription describe(ContainerRequest request) {
    return new ContainerDescription(
        request.id(),
        Instant.now(),
        request.spec().process().orElseThrow().args(),
        request.bundle(),
        request.image(),
        isPossible() ? Optional.of(Launcher.cgroupPath(request)) : Optional.empty(),
        request.labels(),
        request.spec().annotations());
  }

  private boolean isPossible() {
    return host.cgroups().kind() != CgroupLayout.Kind.NONE;
  }

  /**
   * Makes it; the undo takes it away with all that is in it.
   *
   * @param scope where it is a scope of systemd, this is in it until the container's init is
   * @throws dev.davit.runtime.cgroup.CgroupException if a limit cannot be enforced
   */
  Optional<Cgroup> make(
      ContainerRequest request, HierarchyChoice choice, ScopeStart scope, UndoStack undo)
      throws ErrnoException {
    Linux linux = request.spec().linux().orElse(Linux.empty());
    Resources resources = linux.resources().orElse(Resources.empty());
    if (!isPossible()) {
      // Refuses every limit. The rules for devices, which the default ones are among, are lost
      // here.
      Settings.of(resources.withDevices(List.of()), host.cgroups());
      return Optional.empty();
    }
    CgroupPath path = Launcher.cgroupPath(request);
    // Only root's programs may be attached; but who is not root can make no device nodes either.
    Resources all =
        host.userNamespace() ? resources.withDevices(List.of()) : AllowedDevices.addTo(resources);
    Optional<String> unit = linux.cgroupsPath().filter(ScopeName::isOne);
    if (unit.isPresent()) {
      ScopeName name = ScopeName.parse(unit.get(), ScopeName.SYSTEM);
      return Optional.of(scope.make(host, name, path, all, undo));
    }
    Cgroup cgroup = Cgroup.create(host.cgroups(), path, all, choice);
    undo.push(
        () -> {
          cgroup.kill();
          cgroup.remove();
        });
    return Optional.of(cgroup);
  }
}
