// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code Int64Value} of the CRI. */
public record Int64Value(
    long value) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.value = value;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long value = 0;

    private Builder() {}

    /** Sets {@code value}. */
    public Builder value(long value) {
      this.value = value;
      return this;
    }

    /** The message. */
    public Int64Value build() {
      return new Int64Value(value);
    }
  }
}
