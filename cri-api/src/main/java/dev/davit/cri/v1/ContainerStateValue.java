// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ContainerStateValue} of the CRI. */
public record ContainerStateValue(
    ContainerState state) {

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
    private ContainerState state = ContainerState.CONTAINER_CREATED;

    private Builder() {}

    /** Sets {@code state}. */
    public Builder state(ContainerState value) {
      this.state = value;
      return this;
    }

    /** The message. */
    public ContainerStateValue build() {
      return new ContainerStateValue(state);
    }
  }
}
