// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code NetworkInterfaceUsage} of the CRI. */
public record NetworkInterfaceUsage(
    String name,
    Optional<UInt64Value> rxBytes,
    Optional<UInt64Value> rxErrors,
    Optional<UInt64Value> txBytes,
    Optional<UInt64Value> txErrors) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.rxBytes = rxBytes;
    builder.rxErrors = rxErrors;
    builder.txBytes = txBytes;
    builder.txErrors = txErrors;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private Optional<UInt64Value> rxBytes = Optional.empty();
    private Optional<UInt64Value> rxErrors = Optional.empty();
    private Optional<UInt64Value> txBytes = Optional.empty();
    private Optional<UInt64Value> txErrors = Optional.empty();

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Sets {@code rx_bytes}. */
    public Builder rxBytes(UInt64Value value) {
      this.rxBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code rx_errors}. */
    public Builder rxErrors(UInt64Value value) {
      this.rxErrors = Optional.of(value);
      return this;
    }

    /** Sets {@code tx_bytes}. */
    public Builder txBytes(UInt64Value value) {
      this.txBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code tx_errors}. */
    public Builder txErrors(UInt64Value value) {
      this.txErrors = Optional.of(value);
      return this;
    }

    /** The message. */
    public NetworkInterfaceUsage build() {
      return new NetworkInterfaceUsage(name, rxBytes, rxErrors, txBytes, txErrors);
    }
  }
}
