// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code PodIP} of the CRI. */
public record PodIP(
    String ip) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.ip = ip;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String ip = "";

    private Builder() {}

    /** Sets {@code ip}. */
    public Builder ip(String value) {
      this.ip = value;
      return this;
    }

    /** The message. */
    public PodIP build() {
      return new PodIP(ip);
    }
  }
}
