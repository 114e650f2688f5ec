package dev.davit.engine.pod;

import java.util.List;
import java.util.Optional;

/**
 * What a sandbox may do (CRI LinuxSandboxSecurityContext); {@code privileged} has to be set for it
 * to hold privileged containers.
 *
 * @param namespaceOptions the namespaces of the sandbox
 * @param selinux label
 * @param runAsUser of the pause process, which has no rights in either case
 * @param runAsGroup of the pause process
 * @param readonlyRootfs of the pause process, whose root is empty and read-only in either case
 * @param supplementalGroups of the pause process
 * @param supplementalGroupsPolicy how those are joined with those of the image
 * @param privileged whether it may hold privileged containers
 * @param seccomp for the pause process
 * @param apparmor for the pause process
 */
public record PodSecurity(
    NamespaceOptions namespaceOptions,
    Optional<SelinuxLabel> selinux,
    Optional<Long> runAsUser,
    Optional<Long> runAsGroup,
    boolean readonlyRootfs,
    List<Long> supplementalGroups,
    GroupsPolicy supplementalGroupsPolicy,
    boolean privileged,
    Optional<SecurityProfile> seccomp,
    Optional<SecurityProfile> apparmor) {
  /** Copies lists and maps. */
  public PodSecurity {
    supplementalGroups = List.copyOf(supplementalGroups);
  }

  /** The defaults. */
  public static PodSecurity of() {
    return new PodSecurity(
        NamespaceOptions.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        List.of(),
        GroupsPolicy.MERGE,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** A copy with another {@code namespaceOptions}. */
  public PodSecurity withNamespaceOptions(NamespaceOptions namespaceOptions) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code selinux}. */
  public PodSecurity withSelinux(SelinuxLabel selinux) {
    return new PodSecurity(
        namespaceOptions,
        Optional.of(selinux),
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code runAsUser}. */
  public PodSecurity withRunAsUser(long runAsUser) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        Optional.of(runAsUser),
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code runAsGroup}. */
  public PodSecurity withRunAsGroup(long runAsGroup) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        Optional.of(runAsGroup),
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code readonlyRootfs}. */
  public PodSecurity withReadonlyRootfs(boolean readonlyRootfs) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code supplementalGroups}. */
  public PodSecurity withSupplementalGroups(List<Long> supplementalGroups) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code supplementalGroupsPolicy}. */
  public PodSecurity withSupplementalGroupsPolicy(GroupsPolicy supplementalGroupsPolicy) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code privileged}. */
  public PodSecurity withPrivileged(boolean privileged) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code seccomp}. */
  public PodSecurity withSeccomp(SecurityProfile seccomp) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        Optional.of(seccomp),
        apparmor);
  }

  /** A copy with another {@code apparmor}. */
  public PodSecurity withApparmor(SecurityProfile apparmor) {
    return new PodSecurity(
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        privileged,
        seccomp,
        Optional.of(apparmor));
  }
}
