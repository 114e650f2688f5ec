// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;

/** The message {@code ContainerMetadata} of the CRI. */
public record ContainerMetadata(
    String name,
    @Field(unsigned = 32) long attempt) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.attempt = attempt;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private long attempt = 0;

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Sets {@code attempt}. */
    public Builder attempt(long value) {
      this.attempt = value;
      return this;
    }

    /** The message. */
    public ContainerMetadata build() {
      return new ContainerMetadata(name, attempt);
    }
  }
}
