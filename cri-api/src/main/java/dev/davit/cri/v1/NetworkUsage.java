// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code NetworkUsage} of the CRI. */
public record NetworkUsage(
    long timestamp,
    Optional<NetworkInterfaceUsage> defaultInterface,
    List<NetworkInterfaceUsage> interfaces) {

  /** Copies its collections. */
  public NetworkUsage {
    interfaces = Copies.of(interfaces);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.defaultInterface = defaultInterface;
    builder.interfaces = interfaces;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<NetworkInterfaceUsage> defaultInterface = Optional.empty();
    private List<NetworkInterfaceUsage> interfaces = List.of();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code default_interface}. */
    public Builder defaultInterface(NetworkInterfaceUsage value) {
      this.defaultInterface = Optional.of(value);
      return this;
    }

    /** Sets {@code interfaces}. */
    public Builder interfaces(List<NetworkInterfaceUsage> value) {
      this.interfaces = value;
      return this;
    }

    /** The message. */
    public NetworkUsage build() {
      return new NetworkUsage(timestamp, defaultInterface, interfaces);
    }
  }
}
