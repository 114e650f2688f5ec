package dev.davit.engine.pod;

import java.util.List;
import java.util.Optional;

/**
 * What a container may do (CRI LinuxContainerSecurityContext).
 *
 * @param capabilities added and dropped
 * @param privileged all capabilities and devices, nothing masked, no filter
 * @param namespaceOptions whose namespaces it is in
 * @param selinux label
 * @param runAsUser user id; that of the image if absent
 * @param runAsGroup group id; needs a user
 * @param runAsUsername user by the image's {@code /etc/passwd}
 * @param readonlyRootfs whether its root refuses writes
 * @param supplementalGroups further groups
 * @param supplementalGroupsPolicy how those are joined with those of the image
 * @param noNewPrivileges whether set-user-id programs gain nothing
 * @param maskedPaths hidden; the default list if absent
 * @param readonlyPaths read-only; the default list if absent
 * @param seccomp system call filter; the default of this runtime if absent
 * @param apparmor AppArmor profile; none if absent
 */
public record ContainerSecurity(
    ContainerCapabilities capabilities,
    boolean privileged,
    NamespaceOptions namespaceOptions,
    Optional<SelinuxLabel> selinux,
    Optional<Long> runAsUser,
    Optional<Long> runAsGroup,
    Optional<String> runAsUsername,
    boolean readonlyRootfs,
    List<Long> supplementalGroups,
    GroupsPolicy supplementalGroupsPolicy,
    boolean noNewPrivileges,
    Optional<List<String>> maskedPaths,
    Optional<List<String>> readonlyPaths,
    Optional<SecurityProfile> seccomp,
    Optional<SecurityProfile> apparmor) {
  /** Copies lists and maps. */
  public ContainerSecurity {
    supplementalGroups = List.copyOf(supplementalGroups);
  }

  /** The defaults. */
  public static ContainerSecurity of() {
    return new ContainerSecurity(
        ContainerCapabilities.of(),
        false,
        NamespaceOptions.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        List.of(),
        GroupsPolicy.MERGE,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A copy with another {@code capabilities}. */
  public ContainerSecurity withCapabilities(ContainerCapabilities capabilities) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code privileged}. */
  public ContainerSecurity withPrivileged(boolean privileged) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code namespaceOptions}. */
  public ContainerSecurity withNamespaceOptions(NamespaceOptions namespaceOptions) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code selinux}. */
  public ContainerSecurity withSelinux(SelinuxLabel selinux) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        Optional.of(selinux),
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code runAsUser}. */
  public ContainerSecurity withRunAsUser(long runAsUser) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        Optional.of(runAsUser),
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code runAsGroup}. */
  public ContainerSecurity withRunAsGroup(long runAsGroup) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        Optional.of(runAsGroup),
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code runAsUsername}. */
  public ContainerSecurity withRunAsUsername(String runAsUsername) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        Optional.of(runAsUsername),
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code readonlyRootfs}. */
  public ContainerSecurity withReadonlyRootfs(boolean readonlyRootfs) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code supplementalGroups}. */
  public ContainerSecurity withSupplementalGroups(List<Long> supplementalGroups) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code supplementalGroupsPolicy}. */
  public ContainerSecurity withSupplementalGroupsPolicy(GroupsPolicy supplementalGroupsPolicy) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code noNewPrivileges}. */
  public ContainerSecurity withNoNewPrivileges(boolean noNewPrivileges) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code maskedPaths}. */
  public ContainerSecurity withMaskedPaths(List<String> maskedPaths) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        Optional.of(maskedPaths),
        readonlyPaths,
        seccomp,
        apparmor);
  }

  /** A copy with another {@code readonlyPaths}. */
  public ContainerSecurity withReadonlyPaths(List<String> readonlyPaths) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        Optional.of(readonlyPaths),
        seccomp,
        apparmor);
  }

  /** A copy with another {@code seccomp}. */
  public ContainerSecurity withSeccomp(SecurityProfile seccomp) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        Optional.of(seccomp),
        apparmor);
  }

  /** A copy with another {@code apparmor}. */
  public ContainerSecurity withApparmor(SecurityProfile apparmor) {
    return new ContainerSecurity(
        capabilities,
        privileged,
        namespaceOptions,
        selinux,
        runAsUser,
        runAsGroup,
        runAsUsername,
        readonlyRootfs,
        supplementalGroups,
        supplementalGroupsPolicy,
        noNewPrivileges,
        maskedPaths,
        readonlyPaths,
        seccomp,
        Optional.of(apparmor));
  }
}
