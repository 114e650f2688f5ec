// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RemovePodSandboxRequest} of the CRI. */
public record RemovePodSandboxRequest(
    String podSandboxId) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** The message. */
    public RemovePodSandboxRequest build() {
      return new RemovePodSandboxRequest(podSandboxId);
    }
  }
}
