// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code SwapUsage} of the CRI. */
public record SwapUsage(
    long timestamp,
    Optional<UInt64Value> swapAvailableBytes,
    Optional<UInt64Value> swapUsageBytes) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.swapAvailableBytes = swapAvailableBytes;
    builder.swapUsageBytes = swapUsageBytes;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<UInt64Value> swapAvailableBytes = Optional.empty();
    private Optional<UInt64Value> swapUsageBytes = Optional.empty();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code swap_available_bytes}. */
    public Builder swapAvailableBytes(UInt64Value value) {
      this.swapAvailableBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code swap_usage_bytes}. */
    public Builder swapUsageBytes(UInt64Value value) {
      this.swapUsageBytes = Optional.of(value);
      return this;
    }

    /** The message. */
    public SwapUsage build() {
      return new SwapUsage(timestamp, swapAvailableBytes, swapUsageBytes);
    }
  }
}
