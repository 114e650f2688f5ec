// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsSandboxSecurityContext} of the CRI. */
public record WindowsSandboxSecurityContext(
    String runAsUsername,
    String credentialSpec,
    boolean hostProcess,
    Optional<WindowsNamespaceOption> namespaceOptions) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.runAsUsername = runAsUsername;
    builder.credentialSpec = credentialSpec;
    builder.hostProcess = hostProcess;
    builder.namespaceOptions = namespaceOptions;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String runAsUsername = "";
    private String credentialSpec = "";
    private boolean hostProcess = false;
    private Optional<WindowsNamespaceOption> namespaceOptions = Optional.empty();

    private Builder() {}

    /** Sets {@code run_as_username}. */
    public Builder runAsUsername(String value) {
      this.runAsUsername = value;
      return this;
    }

    /** Sets {@code credential_spec}. */
    public Builder credentialSpec(String value) {
      this.credentialSpec = value;
      return this;
    }

    /** Sets {@code host_process}. */
    public Builder hostProcess(boolean value) {
      this.hostProcess = value;
      return this;
    }

    /** Sets {@code namespace_options}. */
    public Builder namespaceOptions(WindowsNamespaceOption value) {
      this.namespaceOptions = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsSandboxSecurityContext build() {
      return new WindowsSandboxSecurityContext(runAsUsername, credentialSpec, hostProcess, namespaceOptions);
    }
  }
}
