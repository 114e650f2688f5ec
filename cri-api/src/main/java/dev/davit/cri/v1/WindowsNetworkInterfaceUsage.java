// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsNetworkInterfaceUsage} of the CRI. */
public record WindowsNetworkInterfaceUsage(
    String name,
    Optional<UInt64Value> rxBytes,
    Optional<UInt64Value> rxPacketsDropped,
    Optional<UInt64Value> txBytes,
    Optional<UInt64Value> txPacketsDropped) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.rxBytes = rxBytes;
    builder.rxPacketsDropped = rxPacketsDropped;
    builder.txBytes = txBytes;
    builder.txPacketsDropped = txPacketsDropped;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private Optional<UInt64Value> rxBytes = Optional.empty();
    private Optional<UInt64Value> rxPacketsDropped = Optional.empty();
    private Optional<UInt64Value> txBytes = Optional.empty();
    private Optional<UInt64Value> txPacketsDropped = Optional.empty();

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

    /** Sets {@code rx_packets_dropped}. */
    public Builder rxPacketsDropped(UInt64Value value) {
      this.rxPacketsDropped = Optional.of(value);
      return this;
    }

    /** Sets {@code tx_bytes}. */
    public Builder txBytes(UInt64Value value) {
      this.txBytes = Optional.of(value);
      return this;
    }

    /** Sets {@code tx_packets_dropped}. */
    public Builder txPacketsDropped(UInt64Value value) {
      this.txPacketsDropped = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsNetworkInterfaceUsage build() {
      return new WindowsNetworkInterfaceUsage(name, rxBytes, rxPacketsDropped, txBytes, txPacketsDropped);
    }
  }
}
