// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code SELinuxOption} of the CRI. */
public record SELinuxOption(
    String user,
    String role,
    String type,
    String level) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.user = user;
    builder.role = role;
    builder.type = type;
    builder.level = level;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String user = "";
    private String role = "";
    private String type = "";
    private String level = "";

    private Builder() {}

    /** Sets {@code user}. */
    public Builder user(String value) {
      this.user = value;
      return this;
    }

    /** Sets {@code role}. */
    public Builder role(String value) {
      this.role = value;
      return this;
    }

    /** Sets {@code type}. */
    public Builder type(String value) {
      this.type = value;
      return this;
    }

    /** Sets {@code level}. */
    public Builder level(String value) {
      this.level = value;
      return this;
    }

    /** The message. */
    public SELinuxOption build() {
      return new SELinuxOption(user, role, type, level);
    }
  }
}
