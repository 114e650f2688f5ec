// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code PodSandboxStatusRequest} of the CRI. */
public record PodSandboxStatusRequest(
    String podSandboxId,
    boolean verbose) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.verbose = verbose;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private boolean verbose = false;

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code verbose}. */
    public Builder verbose(boolean value) {
      this.verbose = value;
      return this;
    }

    /** The message. */
    public PodSandboxStatusRequest build() {
      return new PodSandboxStatusRequest(podSandboxId, verbose);
    }
  }
}
