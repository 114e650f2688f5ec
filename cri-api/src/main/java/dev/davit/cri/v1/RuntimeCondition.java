// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RuntimeCondition} of the CRI. */
public record RuntimeCondition(
    String type,
    boolean status,
    String reason,
    String message) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.type = type;
    builder.status = status;
    builder.reason = reason;
    builder.message = message;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String type = "";
    private boolean status = false;
    private String reason = "";
    private String message = "";

    private Builder() {}

    /** Sets {@code type}. */
    public Builder type(String value) {
      this.type = value;
      return this;
    }

    /** Sets {@code status}. */
    public Builder status(boolean value) {
      this.status = value;
      return this;
    }

    /** Sets {@code reason}. */
    public Builder reason(String value) {
      this.reason = value;
      return this;
    }

    /** Sets {@code message}. */
    public Builder message(String value) {
      this.message = value;
      return this;
    }

    /** The message. */
    public RuntimeCondition build() {
      return new RuntimeCondition(type, status, reason, message);
    }
  }
}
