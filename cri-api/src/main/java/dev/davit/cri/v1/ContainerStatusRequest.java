// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ContainerStatusRequest} of the CRI. */
public record ContainerStatusRequest(
    String containerId,
    boolean verbose) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.verbose = verbose;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private boolean verbose = false;

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code verbose}. */
    public Builder verbose(boolean value) {
      this.verbose = value;
      return this;
    }

    /** The message. */
    public ContainerStatusRequest build() {
      return new ContainerStatusRequest(containerId, verbose);
    }
  }
}
