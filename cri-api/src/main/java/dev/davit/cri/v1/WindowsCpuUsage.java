// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsCpuUsage} of the CRI. */
public record WindowsCpuUsage(
    long timestamp,
    Optional<UInt64Value> usageCoreNanoSeconds,
    Optional<UInt64Value> usageNanoCores) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.usageCoreNanoSeconds = usageCoreNanoSeconds;
    builder.usageNanoCores = usageNanoCores;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<UInt64Value> usageCoreNanoSeconds = Optional.empty();
    private Optional<UInt64Value> usageNanoCores = Optional.empty();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code usage_core_nano_seconds}. */
    public Builder usageCoreNanoSeconds(UInt64Value value) {
      this.usageCoreNanoSeconds = Optional.of(value);
      return this;
    }

    /** Sets {@code usage_nano_cores}. */
    public Builder usageNanoCores(UInt64Value value) {
      this.usageNanoCores = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsCpuUsage build() {
      return new WindowsCpuUsage(timestamp, usageCoreNanoSeconds, usageNanoCores);
    }
  }
}
