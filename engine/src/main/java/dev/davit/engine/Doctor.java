package dev.davit.engine;

import dev.davit.engine.network.UserNetworking;
import dev.davit.linux.process.Processes;
import dev.davit.linux.process.UserNamespace;
import dev.davit.linux.seccomp.SeccompCompiler;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.rootless.RootlessUser;
import dev.davit.runtime.systemd.Systemd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Says what this machine offers to containers of this user, and what to change. Makes nothing. */
public final class Doctor {

  private static final String BOOT_V2 =
      "boot with cgroup v2 alone: systemd.unified_cgroup_hierarchy=1 on the kernel's command line";

  /** Controllers, with the option of davit run that needs each. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "memory", "--memory",
          "cpu", "--cpus",
          "cpuset", "--cpuset-cpus",
          "pids", "--pids",
          "io", "block I/O limits",
          "hugetlb", "huge page limits");

  private final Host host;
  private final List<HostFeature> features = new ArrayList<>();

  private Doctor(Host host) {
    this.host = host;
  }

  /** What there is on this machine for the user that this process acts as. */
  public static List<HostFeature> examine() {
    Doctor doctor = new Doctor(HostProbe.host());
    doctor.user();
    doctor.cgroups();
    doctor.kernel();
    doctor.systemd();
    return List.copyOf(doctor.features);
  }

  /** Root, or what an ordinary user has to become root in a user namespace. */
  private void user() {
    if (host.isRoot() && UserNamespace.isInitial()) {
      features.add(HostFeature.yes("user", "root"));
      return;
    }
    if (host.isRoot()) {
      features.add(
          HostFeature.partly(
              "user", "root in a user namespace: no device nodes, no rules for devices", ""));
      return;
    }
    RootlessUser user = RootlessUser.probe(Processes.effectiveUid(), Processes.effectiveGid());
    String who = "ordinary user " + (user.name().isEmpty() ? user.uid() : user.name());
    if (user.forbidden().isPresent()) {
      String[] parts = user.forbidden().get().split(": ", 2);
      features.add(HostFeature.no("user", who + ": " + parts[0], parts[1]));
      return;
    }
    features.add(
        HostFeature.partly(
            "user", who + ": containers run in a user namespace of its own", "run davit as root"));
    if (user.missing().isEmpty()) {
      features.add(HostFeature.yes("many users in containers", user.uids() + ""));
    } else {
      for (String missing : user.missing()) {
        String[] parts = missing.split(": ", 2);
        features.add(HostFeature.no("many users in containers", parts[0], parts[1]));
      }
    }
    network();
  }

  private void network() {
    String name = "network of ordinary users";
    List<String> helped = new ArrayList<>();
    UserNetworking.pasta(List.of()).ifPresent(helper -> helped.add("--net pasta, and -p"));
    UserNetworking.slirp4netns().ifPresent(helper -> helped.add("--net slirp4netns"));
    Optional<String> why = helped.isEmpty() ? Optional.empty() : HelpedNetwork.whyNot();
    if (why.isPresent()) {
      String[] parts = why.get().split(": ", 2);
      features.add(HostFeature.partly(name, "none, or the host's: " + parts[0], parts[1]));
      return;
    }
    features.add(
        helped.isEmpty()
            ? HostFeature.partly(
                name, "none, or the host's: --net host", "install passt, for --net pasta")
            : HostFeature.yes(name, String.join("; ", helped)));
  }

  private void cgroups() {
    CgroupLayout layout = host.cgroups();
    String missing = layout.rights().missing();
    if (!missing.isEmpty()) {
      int cure = missing.lastIndexOf(": ");
      features.add(
          HostFeature.no("cgroups", missing.substring(0, cure), missing.substring(cure + 2)));
      return;
    }
    String what = layout.describe();
    features.add(
        switch (layout.kind()) {
          case UNIFIED ->
              HostFeature.yes("cgroups", layout.rights().delegated() ? "delegated: " + what : what);
          case HYBRID, LEGACY -> HostFeature.partly("cgroups", what, BOOT_V2);
          case NONE -> HostFeature.no("cgroups", what, "mount cgroup2 at /sys/fs/cgroup");
        });
    for (String controller : new TreeSet<>(LIMITS.keySet())) {
      features.add(limit(layout, controller));
    }
    features.add(
        host.cloneIntoCgroup()
            ? HostFeature.yes("start inside the cgroup", "clone3 with CLONE_INTO_CGROUP")
            : HostFeature.no("start inside the cgroup", "needs cgroup v2 and Linux 5.7", BOOT_V2));
  }

  private static HostFeature limit(CgroupLayout layout, String controller) {
    String name = controller + " (" + LIMITS.get(controller) + ")";
    String legacy = controller.equals("io") ? "blkio" : controller;
    if (layout.onUnified(controller)) {
      return HostFeature.yes(name, "cgroup v2");
    }
    return layout
        .onV1(legacy)
        .map(h -> HostFeature.partly(name, "cgroup v1 at " + h.mountPoint(), BOOT_V2))
        .orElseGet(
            () ->
                HostFeature.no(
                    name,
                    "the controller is in no hierarchy that this process may use",
                    layout.rights().delegated()
                        ? "delegate it: Delegate=" + controller + " in the unit above"
                        : "a kernel with it, and without cgroup_disable=" + controller));
  }

  private void kernel() {
    features.add(HostFeature.yes("kernel", host.kernelRelease() + " " + host.architecture()));
    TreeSet<String> missing = new TreeSet<>(Host.ALL_NAMESPACES);
    missing.removeAll(host.namespaces());
    features.add(
        missing.isEmpty()
            ? HostFeature.yes("namespaces", "all")
            : HostFeature.no("namespaces", "missing: " + missing, "a kernel with them"));
    features.add(
        host.lowerdirPlus()
            ? HostFeature.yes("overlay", "up to 500 layers, in no mount table")
            : HostFeature.partly(
                "overlay", "128 layers, by mount(2): no lowerdir+", "Linux 6.8 or later"));
    features.add(seccomp());
    features.add(module("AppArmor", host.apparmor()));
    features.add(module("SELinux", host.selinux()));
  }

  private HostFeature seccomp() {
    if (!host.seccomp()) {
      return HostFeature.no("system call filters", "the kernel has none", "CONFIG_SECCOMP_FILTER");
    }
    return SeccompCompiler.available().isPresent()
        ? HostFeature.yes("system call filters", "libseccomp")
        : HostFeature.no(
            "system call filters", "libseccomp is not installed", "install libseccomp2");
  }

  private static HostFeature module(String name, boolean enabled) {
    return enabled
        ? HostFeature.yes(name, "enabled")
        : HostFeature.no(name, "not enabled: profiles and labels that name it are refused", "");
  }

  private void systemd() {
    String name = "scopes of systemd (--cgroup-manager systemd)";
    Optional<String> why = Systemd.ofThisUser().whyNot();
    if (why.isPresent()) {
      features.add(HostFeature.no(name, why.get(), "use the default, cgroupfs"));
    } else if (host.cgroups().kind() != CgroupLayout.Kind.UNIFIED) {
      features.add(HostFeature.no(name, "they need cgroup v2 alone", BOOT_V2));
    } else {
      features.add(HostFeature.yes(name, "by D-Bus"));
    }
  }
}
