// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code CDIDevice} of the CRI. */
public record CDIDevice(
    String name) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** The message. */
    public CDIDevice build() {
      return new CDIDevice(name);
    }
  }
}
