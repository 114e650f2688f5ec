// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code ProcessUsage} of the CRI. */
public record ProcessUsage(
    long timestamp,
    Optional<UInt64Value> processCount) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.processCount = processCount;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<UInt64Value> processCount = Optional.empty();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code process_count}. */
    public Builder processCount(UInt64Value value) {
      this.processCount = Optional.of(value);
      return this;
    }

    /** The message. */
    public ProcessUsage build() {
      return new ProcessUsage(timestamp, processCount);
    }
  }
}
