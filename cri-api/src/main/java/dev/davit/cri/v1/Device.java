// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code Device} of the CRI. */
public record Device(
    String containerPath,
    String hostPath,
    String permissions) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerPath = containerPath;
    builder.hostPath = hostPath;
    builder.permissions = permissions;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerPath = "";
    private String hostPath = "";
    private String permissions = "";

    private Builder() {}

    /** Sets {@code container_path}. */
    public Builder containerPath(String value) {
      this.containerPath = value;
      return this;
    }

    /** Sets {@code host_path}. */
    public Builder hostPath(String value) {
      this.hostPath = value;
      return this;
    }

    /** Sets {@code permissions}. */
    public Builder permissions(String value) {
      this.permissions = value;
      return this;
    }

    /** The message. */
    public Device build() {
      return new Device(containerPath, hostPath, permissions);
    }
  }
}
