// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;

/** The message {@code IDMapping} of the CRI. */
public record IDMapping(
    @Field(unsigned = 32) long hostId,
    @Field(unsigned = 32) long containerId,
    @Field(unsigned = 32) long length) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.hostId = hostId;
    builder.containerId = containerId;
    builder.length = length;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long hostId = 0;
    private long containerId = 0;
    private long length = 0;

    private Builder() {}

    /** Sets {@code host_id}. */
    public Builder hostId(long value) {
      this.hostId = value;
      return this;
    }

    /** Sets {@code container_id}. */
    public Builder containerId(long value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code length}. */
    public Builder length(long value) {
      this.length = value;
      return this;
    }

    /** The message. */
    public IDMapping build() {
      return new IDMapping(hostId, containerId, length);
    }
  }
}
