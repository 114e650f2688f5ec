// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code PodSandboxStateValue} of the CRI. */
public record PodSandboxStateValue(
    PodSandboxState state) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.state = state;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private PodSandboxState state = PodSandboxState.SANDBOX_READY;

    private Builder() {}

    /** Sets {@code state}. */
    public Builder state(PodSandboxState value) {
      this.state = value;
      return this;
    }

    /** The message. */
    public PodSandboxStateValue build() {
      return new PodSandboxStateValue(state);
    }
  }
}
