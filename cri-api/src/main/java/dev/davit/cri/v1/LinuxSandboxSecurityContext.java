// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code LinuxSandboxSecurityContext} of the CRI. */
public record LinuxSandboxSecurityContext(
    Optional<NamespaceOption> namespaceOptions,
    Optional<SELinuxOption> selinuxOptions,
    Optional<Int64Value> runAsUser,
    boolean readonlyRootfs,
    List<Long> supplementalGroups,
    boolean privileged,
    String seccompProfilePath,
    Optional<Int64Value> runAsGroup,
    Optional<SecurityProfile> seccomp,
    Optional<SecurityProfile> apparmor,
    SupplementalGroupsPolicy supplementalGroupsPolicy) {

  /** Copies its collections. */
  public LinuxSandboxSecurityContext {
    supplementalGroups = Copies.of(supplementalGroups);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.namespaceOptions = namespaceOptions;
    builder.selinuxOptions = selinuxOptions;
    builder.runAsUser = runAsUser;
    builder.readonlyRootfs = readonlyRootfs;
    builder.supplementalGroups = supplementalGroups;
    builder.privileged = privileged;
    builder.seccompProfilePath = seccompProfilePath;
    builder.runAsGroup = runAsGroup;
    builder.seccomp = seccomp;
    builder.apparmor = apparmor;
    builder.supplementalGroupsPolicy = supplementalGroupsPolicy;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<NamespaceOption> namespaceOptions = Optional.empty();
    private Optional<SELinuxOption> selinuxOptions = Optional.empty();
    private Optional<Int64Value> runAsUser = Optional.empty();
    private boolean readonlyRootfs = false;
    private List<Long> supplementalGroups = List.of();
    private boolean privileged = false;
    private String seccompProfilePath = "";
    private Optional<Int64Value> runAsGroup = Optional.empty();
    private Optional<SecurityProfile> seccomp = Optional.empty();
    private Optional<SecurityProfile> apparmor = Optional.empty();
    private SupplementalGroupsPolicy supplementalGroupsPolicy = SupplementalGroupsPolicy.Merge;

    private Builder() {}

    /** Sets {@code namespace_options}. */
    public Builder namespaceOptions(NamespaceOption value) {
      this.namespaceOptions = Optional.of(value);
      return this;
    }

    /** Sets {@code selinux_options}. */
    public Builder selinuxOptions(SELinuxOption value) {
      this.selinuxOptions = Optional.of(value);
      return this;
    }

    /** Sets {@code run_as_user}. */
    public Builder runAsUser(Int64Value value) {
      this.runAsUser = Optional.of(value);
      return this;
    }

    /** Sets {@code readonly_rootfs}. */
    public Builder readonlyRootfs(boolean value) {
      this.readonlyRootfs = value;
      return this;
    }

    /** Sets {@code supplemental_groups}. */
    public Builder supplementalGroups(List<Long> value) {
      this.supplementalGroups = value;
      return this;
    }

    /** Sets {@code privileged}. */
    public Builder privileged(boolean value) {
      this.privileged = value;
      return this;
    }

    /** Sets {@code seccomp_profile_path}. */
    public Builder seccompProfilePath(String value) {
      this.seccompProfilePath = value;
      return this;
    }

    /** Sets {@code run_as_group}. */
    public Builder runAsGroup(Int64Value value) {
      this.runAsGroup = Optional.of(value);
      return this;
    }

    /** Sets {@code seccomp}. */
    public Builder seccomp(SecurityProfile value) {
      this.seccomp = Optional.of(value);
      return this;
    }

    /** Sets {@code apparmor}. */
    public Builder apparmor(SecurityProfile value) {
      this.apparmor = Optional.of(value);
      return this;
    }

    /** Sets {@code supplemental_groups_policy}. */
    public Builder supplementalGroupsPolicy(SupplementalGroupsPolicy value) {
      this.supplementalGroupsPolicy = value;
      return this;
    }

    /** The message. */
    public LinuxSandboxSecurityContext build() {
      return new LinuxSandboxSecurityContext(namespaceOptions, selinuxOptions, runAsUser, readonlyRootfs, supplementalGroups, privileged, seccompProfilePath, runAsGroup, seccomp, apparmor, supplementalGroupsPolicy);
    }
  }
}
