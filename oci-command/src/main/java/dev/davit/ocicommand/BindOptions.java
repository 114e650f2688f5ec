package dev.davit.ocicommand;

import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.plan.MountPlan;
import dev.davit.runtime.rootless.Rootless;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the options of a bind mount do not name. As in runc and crun, who names one says all: what
 * forbids something on the source's mount ({@code ro}, {@code nosuid}, {@code nodev}, {@code
 * noexec}, {@code nosymfollow}) holds in the container only where it is named too. Who names none
 * gets the mount as it is, and so does everybody with a user namespace, to which the kernel gives
 * mounts with such flags locked (mount_namespaces(7)). Times of access are left as they are.
 */
final class BindOptions {

  private static final Set<String> FLAGS =
      Set.of(
          "ro",
          "rw",
          "nosuid",
          "suid",
          "nodev",
          "dev",
          "noexec",
          "exec",
          "nosymfollow",
          "symfollow",
          "nodiratime",
          "diratime",
          "noatime",
          "atime",
          "relatime",
          "norelatime",
          "strictatime",
          "nostrictatime");

  private static final List<String> ALLOWED = List.of("rw", "suid", "dev", "exec", "symfollow");

  private BindOptions() {}

  /** The request, with all flags of its bind mounts named. */
  static ContainerRequest in(ContainerRequest request) {
    boolean locked =
        request.spec().linux().flatMap(l -> l.namespace(NamespaceType.USER)).isPresent();
    if (locked || Rootless.entered()) {
      return request;
    }
    return request.withSpec(
        request
            .spec()
            .withMounts(request.spec().mounts().stream().map(BindOptions::named).toList()));
  }

  private static Mount named(Mount mount) {
    boolean one =
        MountPlan.isBind(mount)
            && !mount.options().contains("remount")
            && mount.options().stream().anyMatch(FLAGS::contains);
    if (!one) {
      return mount;
    }
    // of two that contradict each other, the later one holds
    List<String> all = new ArrayList<>(ALLOWED);
    all.addAll(mount.options());
    return mount.withOptions(all);
  }
}
