// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code KeyValue} of the CRI. */
public record KeyValue(
    String key,
    String value) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.key = key;
    builder.value = value;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String key = "";
    private String value = "";

    private Builder() {}

    /** Sets {@code key}. */
    public Builder key(String value) {
      this.key = value;
      return this;
    }

    /** Sets {@code value}. */
    public Builder value(String value) {
      this.value = value;
      return this;
    }

    /** The message. */
    public KeyValue build() {
      return new KeyValue(key, value);
    }
  }
}
