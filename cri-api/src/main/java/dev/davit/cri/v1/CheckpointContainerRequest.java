// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code CheckpointContainerRequest} of the CRI. */
public record CheckpointContainerRequest(
    String containerId,
    String location,
    long timeout) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.location = location;
    builder.timeout = timeout;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private String location = "";
    private long timeout = 0;

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code location}. */
    public Builder location(String value) {
      this.location = value;
      return this;
    }

    /** Sets {@code timeout}. */
    public Builder timeout(long value) {
      this.timeout = value;
      return this;
    }

    /** The message. */
    public CheckpointContainerRequest build() {
      return new CheckpointContainerRequest(containerId, location, timeout);
    }
  }
}
