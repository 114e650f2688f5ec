// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ReopenContainerLogRequest} of the CRI. */
public record ReopenContainerLogRequest(
    String containerId) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** The message. */
    public ReopenContainerLogRequest build() {
      return new ReopenContainerLogRequest(containerId);
    }
  }
}
