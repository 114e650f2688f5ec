// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code LinuxContainerSecurityContext} of the CRI. */
public record LinuxContainerSecurityContext(
    Optional<Capability> capabilities,
    boolean privileged,
    Optional<NamespaceOption> namespaceOptions,
    Optional<SELinuxOption> selinuxOptions,
    Optional<Int64Value> runAsUser,
    String runAsUsername,
    boolean readonlyRootfs,
    List<Long> supplementalGroups,
    String apparmorProfile,
    String seccompProfilePath,
    boolean noNewPrivs,
    Optional<Int64Value> runAsGroup,
    List<String> maskedPaths,
    List<String> readonlyPaths,
    Optional<SecurityProfile> seccomp,
    Optional<SecurityProfile> apparmor,
    SupplementalGroupsPolicy supplementalGroupsPolicy) {

  /** Copies its collections. */
  public LinuxContainerSecurityContext {
    supplementalGroups = Copies.of(supplementalGroups);
    maskedPaths = Copies.of(maskedPaths);
    readonlyPaths = Copies.of(readonlyPaths);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.capabilities = capabilities;
    builder.privileged = privileged;
    builder.namespaceOptions = namespaceOptions;
    builder.selinuxOptions = selinuxOptions;
    builder.runAsUser = runAsUser;
    builder.runAsUsername = runAsUsername;
    builder.readonlyRootfs = readonlyRootfs;
    builder.supplementalGroups = supplementalGroups;
    builder.apparmorProfile = apparmorProfile;
    builder.seccompProfilePath = seccompProfilePath;
    builder.noNewPrivs = noNewPrivs;
    builder.runAsGroup = runAsGroup;
    builder.maskedPaths = maskedPaths;
    builder.readonlyPaths = readonlyPaths;
    builder.seccomp = seccomp;
    builder.apparmor = apparmor;
    builder.supplementalGroupsPolicy = supplementalGroupsPolicy;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<Capability> capabilities = Optional.empty();
    private boolean privileged = false;
    private Optional<NamespaceOption> namespaceOptions = Optional.empty();
    private Optional<SELinuxOption> selinuxOptions = Optional.empty();
    private Optional<Int64Value> runAsUser = Optional.empty();
    private String runAsUsername = "";
    private boolean readonlyRootfs = false;
    private List<Long> supplementalGroups = List.of();
    private String apparmorProfile = "";
    private String seccompProfilePath = "";
    private boolean noNewPrivs = false;
    private Optional<Int64Value> runAsGroup = Optional.empty();
    private List<String> maskedPaths = List.of();
    private List<String> readonlyPaths = List.of();
    private Optional<SecurityProfile> seccomp = Optional.empty();
    private Optional<SecurityProfile> apparmor = Optional.empty();
    private SupplementalGroupsPolicy supplementalGroupsPolicy = SupplementalGroupsPolicy.Merge;

    private Builder() {}

    /** Sets {@code capabilities}. */
    public Builder capabilities(Capability value) {
      this.capabilities = Optional.of(value);
      return this;
    }

    /** Sets {@code privileged}. */
    public Builder privileged(boolean value) {
      this.privileged = value;
      return this;
    }

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

    /** Sets {@code run_as_username}. */
    public Builder runAsUsername(String value) {
      this.runAsUsername = value;
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

    /** Sets {@code apparmor_profile}. */
    public Builder apparmorProfile(String value) {
      this.apparmorProfile = value;
      return this;
    }

    /** Sets {@code seccomp_profile_path}. */
    public Builder seccompProfilePath(String value) {
      this.seccompProfilePath = value;
      return this;
    }

    /** Sets {@code no_new_privs}. */
    public Builder noNewPrivs(boolean value) {
      this.noNewPrivs = value;
      return this;
    }

    /** Sets {@code run_as_group}. */
    public Builder runAsGroup(Int64Value value) {
      this.runAsGroup = Optional.of(value);
      return this;
    }

    /** Sets {@code masked_paths}. */
    public Builder maskedPaths(List<String> value) {
      this.maskedPaths = value;
      return this;
    }

    /** Sets {@code readonly_paths}. */
    public Builder readonlyPaths(List<String> value) {
      this.readonlyPaths = value;
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
    public LinuxContainerSecurityContext build() {
      return new LinuxContainerSecurityContext(capabilities, privileged, namespaceOptions, selinuxOptions, runAsUser, runAsUsername, readonlyRootfs, supplementalGroups, apparmorProfile, seccompProfilePath, noNewPrivs, runAsGroup, maskedPaths, readonlyPaths, seccomp, apparmor, supplementalGroupsPolicy);
    }
  }
}
