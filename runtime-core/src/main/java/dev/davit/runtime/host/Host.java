package dev.davit.runtime.host;

import dev.davit.linux.Architecture;
import dev.davit.linux.Capability;
import dev.davit.runtime.cgroup.CgroupLayout;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a machine offers to containers, as far as plans depend on it. Constructible by hand, so that
 * a plan for any machine can be made on any machine.
 *
 * @param architecture what machine code to generate
 * @param kernelRelease as uname(2) says it; for display only, no decision is made by it
 * @param cgroups the cgroup hierarchies
 * @param namespaces the names in {@code /proc/self/ns}: {@code mnt}, {@code pid}, {@code time}, …
 * @param effectiveUid the user that this process acts as
 * @param effectiveCapabilities what this process may do
 * @param lowerdirPlus overlayfs takes one layer at a time by fsconfig(2) {@code lowerdir+}
 * @param cloneIntoCgroup clone3(2) knows CLONE_INTO_CGROUP, and a cgroup v2 hierarchy is mounted
 * @param memfdExec memfd_create(2) knows MFD_EXEC
 * @param seccomp the kernel has seccomp filters
 * @param apparmor AppArmor is enabled
 * @param selinux SELinux is enabled
 * @param userNamespace this process is in a user namespace of its own: as its root it may mount,
 *     and may make neither device nodes nor rules for devices
 * @param resctrl where resctrl is mounted
 */
public record Host(
    Architecture architecture,
    String kernelRelease,
    CgroupLayout cgroups,
    Set<String> namespaces,
    int effectiveUid,
    Set<Capability> effectiveCapabilities,
    boolean lowerdirPlus,
    boolean cloneIntoCgroup,
    boolean memfdExec,
    boolean seccomp,
    boolean apparmor,
    boolean selinux,
    boolean userNamespace,
    Optional<Path> resctrl) {

  /** All namespaces that Linux has. */
  public static final Set<String> ALL_NAMESPACES =
      Set.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

  /**
   * Whether the groups of this process may not be given up: those of an ordinary user, outside or
   * as root of a namespace with one id (user_namespaces(7), {@code setgroups}).
   */
  public boolean keepsGroups() {
    return userNamespace || effectiveUid != 0;
  }

  /** A machine in whose initial user namespace this process is. */
  public Host(
      Architecture architecture,
      String kernelRelease,
      CgroupLayout cgroups,
      Set<String> namespaces,
      int effectiveUid,
      Set<Capability> effectiveCapabilities,
      boolean lowerdirPlus,
      boolean cloneIntoCgroup,
      boolean memfdExec,
      boolean seccomp,
      boolean apparmor,
      boolean selinux) {
    this(
        architecture,
        kernelRelease,
        cgroups,
        namespaces,
        effectiveUid,
        effectiveCapabilities,
        lowerdirPlus,
        cloneIntoCgroup,
        memfdExec,
        seccomp,
        apparmor,
        selinux,
        false,
        Optional.empty());
  }

  /** Copies the sets. */
  public Host {
    effectiveCapabilities = Set.copyOf(effectiveCapabilities);
    namespaces = Set.copyOf(namespaces);
  }

  /** A machine that has everything, with root's rights: where tests begin. */
  public static Host complete(Architecture architecture, CgroupLayout cgroups) {
    return new Host(
        architecture,
        "complete",
        cgroups,
        ALL_NAMESPACES,
        0,
        EnumSet.allOf(Capability.class),
        true,
        cgroups.unified().isPresent(),
        true,
        true,
        false,
        false);
  }

  /** True if this process acts as root. */
  public boolean isRoot() {
    return effectiveUid == 0;
  }

  /** True if this process has the capability. */
  public boolean hasCapability(Capability capability) {
    return effectiveCapabilities.contains(capability);
  }

  /** A copy whose overlayfs does or does not take {@code lowerdir+}. */
  public Host withLowerdirPlus(boolean value) {
    return with(cgroups, value, cloneIntoCgroup, userNamespace, resctrl);
  }

  /** A copy with other cgroup hierarchies. */
  public Host withCgroups(CgroupLayout value) {
    return with(value, lowerdirPlus, value.unified().isPresent(), userNamespace, resctrl);
  }

  /** A copy with resctrl mounted. */
  public Host withResctrl(Path value) {
    return with(cgroups, lowerdirPlus, cloneIntoCgroup, userNamespace, Optional.of(value));
  }

  /** A copy in a user namespace, or not. */
  public Host withUserNamespace(boolean value) {
    return with(cgroups, lowerdirPlus, cloneIntoCgroup, value, resctrl);
  }

  private Host with(
      CgroupLayout newCgroups,
      boolean newLowerdirPlus,
      boolean newCloneIntoCgroup,
      boolean newUserNamespace,
      Optional<Path> newResctrl) {
    return new Host(
        architecture,
        kernelRelease,
        newCgroups,
        namespaces,
        effectiveUid,
        effectiveCapabilities,
        newLowerdirPlus,
        newCloneIntoCgroup,
        memfdExec,
        seccomp,
        apparmor,
        selinux,
        newUserNamespace,
        newResctrl);
  }
}
