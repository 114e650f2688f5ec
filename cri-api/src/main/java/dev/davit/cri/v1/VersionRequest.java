// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code VersionRequest} of the CRI. */
public record VersionRequest(
    String version) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.version = version;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String version = "";

    private Builder() {}

    /** Sets {@code version}. */
    public Builder version(String value) {
      this.version = value;
      return this;
    }

    /** The message. */
    public VersionRequest build() {
      return new VersionRequest(version);
    }
  }
}
