// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code VersionResponse} of the CRI. */
public record VersionResponse(
    String version,
    String runtimeName,
    String runtimeVersion,
    String runtimeApiVersion) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.version = version;
    builder.runtimeName = runtimeName;
    builder.runtimeVersion = runtimeVersion;
    builder.runtimeApiVersion = runtimeApiVersion;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String version = "";
    private String runtimeName = "";
    private String runtimeVersion = "";
    private String runtimeApiVersion = "";

    private Builder() {}

    /** Sets {@code version}. */
    public Builder version(String value) {
      this.version = value;
      return this;
    }

    /** Sets {@code runtime_name}. */
    public Builder runtimeName(String value) {
      this.runtimeName = value;
      return this;
    }

    /** Sets {@code runtime_version}. */
    public Builder runtimeVersion(String value) {
      this.runtimeVersion = value;
      return this;
    }

    /** Sets {@code runtime_api_version}. */
    public Builder runtimeApiVersion(String value) {
      this.runtimeApiVersion = value;
      return this;
    }

    /** The message. */
    public VersionResponse build() {
      return new VersionResponse(version, runtimeName, runtimeVersion, runtimeApiVersion);
    }
  }
}
