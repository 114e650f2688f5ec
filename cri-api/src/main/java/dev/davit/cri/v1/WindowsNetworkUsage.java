// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code WindowsNetworkUsage} of the CRI. */
public record WindowsNetworkUsage(
    long timestamp,
    Optional<WindowsNetworkInterfaceUsage> defaultInterface,
    List<WindowsNetworkInterfaceUsage> interfaces) {

  /** Copies its collections. */
  public WindowsNetworkUsage {
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
    private Optional<WindowsNetworkInterfaceUsage> defaultInterface = Optional.empty();
    private List<WindowsNetworkInterfaceUsage> interfaces = List.of();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code default_interface}. */
    public Builder defaultInterface(WindowsNetworkInterfaceUsage value) {
      this.defaultInterface = Optional.of(value);
      return this;
    }

    /** Sets {@code interfaces}. */
    public Builder interfaces(List<WindowsNetworkInterfaceUsage> value) {
      this.interfaces = value;
      return this;
    }

    /** The message. */
    public WindowsNetworkUsage build() {
      return new WindowsNetworkUsage(timestamp, defaultInterface, interfaces);
    }
  }
}
