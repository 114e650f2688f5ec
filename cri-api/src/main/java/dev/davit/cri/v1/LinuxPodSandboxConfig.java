// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code LinuxPodSandboxConfig} of the CRI. */
public record LinuxPodSandboxConfig(
    String cgroupParent,
    Optional<LinuxSandboxSecurityContext> securityContext,
    Map<String, String> sysctls,
    Optional<LinuxContainerResources> overhead,
    Optional<LinuxContainerResources> resources) {

  /** Copies its collections. */
  public LinuxPodSandboxConfig {
    sysctls = Copies.of(sysctls);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cgroupParent = cgroupParent;
    builder.securityContext = securityContext;
    builder.sysctls = sysctls;
    builder.overhead = overhead;
    builder.resources = resources;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String cgroupParent = "";
    private Optional<LinuxSandboxSecurityContext> securityContext = Optional.empty();
    private Map<String, String> sysctls = Map.of();
    private Optional<LinuxContainerResources> overhead = Optional.empty();
    private Optional<LinuxContainerResources> resources = Optional.empty();

    private Builder() {}

    /** Sets {@code cgroup_parent}. */
    public Builder cgroupParent(String value) {
      this.cgroupParent = value;
      return this;
    }

    /** Sets {@code security_context}. */
    public Builder securityContext(LinuxSandboxSecurityContext value) {
      this.securityContext = Optional.of(value);
      return this;
    }

    /** Sets {@code sysctls}. */
    public Builder sysctls(Map<String, String> value) {
      this.sysctls = value;
      return this;
    }

    /** Sets {@code overhead}. */
    public Builder overhead(LinuxContainerResources value) {
      this.overhead = Optional.of(value);
      return this;
    }

    /** Sets {@code resources}. */
    public Builder resources(LinuxContainerResources value) {
      this.resources = Optional.of(value);
      return this;
    }

    /** The message. */
    public LinuxPodSandboxConfig build() {
      return new LinuxPodSandboxConfig(cgroupParent, securityContext, sysctls, overhead, resources);
    }
  }
}
