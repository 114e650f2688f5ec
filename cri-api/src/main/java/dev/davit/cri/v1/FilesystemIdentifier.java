// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code FilesystemIdentifier} of the CRI. */
public record FilesystemIdentifier(
    String mountpoint) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.mountpoint = mountpoint;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String mountpoint = "";

    private Builder() {}

    /** Sets {@code mountpoint}. */
    public Builder mountpoint(String value) {
      this.mountpoint = value;
      return this;
    }

    /** The message. */
    public FilesystemIdentifier build() {
      return new FilesystemIdentifier(mountpoint);
    }
  }
}
