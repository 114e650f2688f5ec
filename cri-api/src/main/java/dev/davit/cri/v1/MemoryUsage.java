// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code MemoryUsage} of the CRI. */
public record MemoryUsage(
    long timestamp,
    Optional<UInt64Value> workingSetBytes,
    Optional<UInt64Value> availableBytes,
    Optional<UInt64Value> usageBytes,
    Optional<UInt64Value> rssBytes,
    Optional<UInt64Value> pageFaults,
    Optional<UInt64Value> majorPageFaults,
    Optional<PsiStats> psi) {

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
    builder.usageBytes = usageBytes;
    builder.rssBytes = rssBytes;
    builder.pageFaults = pageFaults;
    builder.majorPageFaults = majorPageFaults;
    builder.psi = psi;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<UInt64Value> workingSetBytes = Optional.empty();
    private Optional<UInt64Value> availableBytes = Optional.empty();
    private Optional<UInt64Value> usageBytes = Optional.empty();
    private Optional<UInt64Value> rssBytes = Optional.empty();
    private Optional<UInt64Value> pageFaults = Optional.empty();
    private Optional<UInt64Value> majorPageFaults = Optional.empty();
    private Optional<PsiStats> psi = Optional.empty();

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

    /** Sets {@code usage_bytes}. */
    public Builder usageBytes(UInt64Value value) {
      this.usageBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code rss_bytes}. */
    public Builder rssBytes(UInt64Value value) {
      this.rssBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code page_faults}. */
    public Builder pageFaults(UInt64Value value) {
      this.pageFaults = Optional.of(value);
      return this;
    }

    /** Sets {@code major_page_faults}. */
    public Builder majorPageFaults(UInt64Value value) {
      this.majorPageFaults = Optional.of(value);
      return this;
    }

    /** Sets {@code psi}. */
    public Builder psi(PsiStats value) {
      this.psi = Optional.of(value);
      return this;
    }

    /** The message. */
    public MemoryUsage build() {
      return new MemoryUsage(timestamp, workingSetBytes, availableBytes, usageBytes, rssBytes, pageFaults, majorPageFaults, psi);
    }
  }
}
