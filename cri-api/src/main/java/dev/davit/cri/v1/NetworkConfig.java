// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code NetworkConfig} of the CRI. */
public record NetworkConfig(
    String podCidr) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podCidr = podCidr;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podCidr = "";

    private Builder() {}

    /** Sets {@code pod_cidr}. */
    public Builder podCidr(String value) {
      this.podCidr = value;
      return this;
    }

    /** The message. */
    public NetworkConfig build() {
      return new NetworkConfig(podCidr);
    }
  }
}
