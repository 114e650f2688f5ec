package dev.davit.engine.pod;

import dev.davit.engine.Undo;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.systemd.Scopes;
import dev.davit.runtime.systemd.Slices;
import java.util.Optional;

/**
 * The cgroups of pods. Below a parent that is a slice of systemd, a pod is a slice, and each
 * container and the pause process is a scope in it; below any other it is a directory with a
 * directory for each.
 */
final class PodCgroups {

  private static final String PREFIX = "davit";

  private final Host host;

  PodCgroups(Host host) {
    this.host = host;
  }

  /**
   * Where a pod is: a path in either case.
   *
   * @param parent a path, or a slice by its name or its path
   * @throws PodException {@code INVALID} if there can be no such place
   */
  static String place(String parent, String podId) {
    try {
      Optional<String> slice = slice(parent);
      return slice.isPresent()
          ? ScopeName.slicePath(ScopeName.below(slice.get(), podId)).value()
          : new CgroupPath((parent.endsWith("/") ? parent : parent + "/") + podId).value();
    } catch (IllegalArgumentException e) {
      throw new PodException(Reason.INVALID, "cgroupParent: " + e.getMessage(), e);
    }
  }

  /** What a container, or the pause process, has as {@code cgroupsPath}. */
  static String member(String place, String name) {
    Optional<String> slice = slice(place);
    return slice.isPresent() ? slice.get() + ":" + PREFIX + ":" + name : place + "/" + name;
  }

  /** Where that is. */
  static CgroupPath memberPath(String place, String name) {
    return CgroupPath.ofSpec(Optional.of(member(place, name)), name);
  }

  /** Whether pods below such a parent are slices. */
  static boolean isSlice(String parent) {
    return slice(parent).isPresent();
  }

  private static Optional<String> slice(String place) {
    return Optional.of(place.substring(place.lastIndexOf('/') + 1)).filter(ScopeName::isSlice);
  }

  /**
   * Makes that of a pod, with its limits.
   *
   * @return the one for the pause process to start in; empty if there is none, or only later
   */
  Optional<Cgroup> make(PodRecord record, Undo undo) {
    Resources limits = ResourceSpecs.of(Sandboxes.limits(record.config()));
    Optional<String> slice = slice(record.cgroup());
    if (slice.isPresent()) {
      check(record);
      undo.push(() -> remove(record));
      new Slices(host).start(slice.get(), limits);
      return Optional.empty();
    }
    if (host.cgroups().kind() == CgroupLayout.Kind.NONE) {
      return Optional.empty();
    }
    CgroupPath path = new CgroupPath(record.cgroup());
    undo.push(() -> remove(record));
    Cgroup.create(host.cgroups(), path, limits, HierarchyChoice.LIMITABLE);
    // processes and controllers do not go together in a cgroup (cgroups(7), no internal processes)
    return Optional.of(Cgroup.create(host.cgroups(), path.child("pause"), Resources.empty()));
  }

  private void check(PodRecord record) {
    try {
      new Scopes(host).check(scope(record));
    } catch (CgroupException e) {
      throw new PodException(Reason.UNSUPPORTED, "cgroupParent: " + e.getMessage(), e);
    }
  }

  /** Takes the pause process in that was started; systemd makes no scope without a process. */
  void enter(PodRecord record, ProcessIdentity pause) {
    if (slice(record.cgroup()).isPresent()) {
      new Scopes(host).start(scope(record), Resources.empty(), pause.pid());
    }
  }

  private static ScopeName scope(PodRecord record) {
    return ScopeName.parse(member(record.cgroup(), record.id()), ScopeName.SYSTEM);
  }

  /** Gives it the limits that the record has. */
  void update(PodRecord record) {
    Resources limits = ResourceSpecs.of(Sandboxes.limits(record.config()));
    Optional<String> slice = slice(record.cgroup());
    if (slice.isPresent()) {
      new Slices(host).update(slice.get(), limits);
    } else {
      Cgroup.open(host.cgroups(), new CgroupPath(record.cgroup())).apply(limits);
    }
  }

  /** Ends what is in it and takes it away. May be repeated. */
  void remove(PodRecord record) {
    if (host.cgroups().kind() == CgroupLayout.Kind.NONE) {
      return;
    }
    Cgroup cgroup = Cgroup.open(host.cgroups(), new CgroupPath(record.cgroup()));
    if (cgroup.exists()) {
      cgroup.kill();
    }
    Optional<String> slice = slice(record.cgroup());
    if (slice.isPresent()) {
      new Slices(host).stop(slice.get());
    } else if (cgroup.exists()) {
      cgroup.remove();
    }
  }
}
