// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsMemoryUsage} of the CRI. */
public record WindowsMemoryUsage(
    long timestamp,
    Optional<UInt64Value> workingSetBytes,
    Optional<UInt64Value> availableBytes,
    Optional<UInt64Value> pageFaults,
    Optional<UInt64Value> commitMemoryBytes) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.workingSetBytes = workingSetBytes;
    builder.availableBytes = availableBytes;
    builder.pageFaults = pageFaults;
    builder.commitMemoryBytes = commitMemoryBytes;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<UInt64Value> workingSetBytes = Optional.empty();
    private Optional<UInt64Value> availableBytes = Optional.empty();
    private Optional<UInt64Value> pageFaults = Optional.empty();
    private Optional<UInt64Value> commitMemoryBytes = Optional.empty();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code working_set_bytes}. */
    public Builder workingSetBytes(UInt64Value value) {
      this.workingSetBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code available_bytes}. */
    public Builder availableBytes(UInt64Value value) {
      this.availableBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code page_faults}. */
    public Builder pageFaults(UInt64Value value) {
      this.pageFaults = Optional.of(value);
      return this;
    }

    /** Sets {@code commit_memory_bytes}. */
    public Builder commitMemoryBytes(UInt64Value value) {
      this.commitMemoryBytes = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsMemoryUsage build() {
      return new WindowsMemoryUsage(timestamp, workingSetBytes, availableBytes, pageFaults, commitMemoryBytes);
    }
  }
}
