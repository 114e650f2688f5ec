// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code PullImageResponse} of the CRI. */
public record PullImageResponse(
    String imageRef) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.imageRef = imageRef;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String imageRef = "";

    private Builder() {}

    /** Sets {@code image_ref}. */
    public Builder imageRef(String value) {
      this.imageRef = value;
      return this;
    }

    /** The message. */
    public PullImageResponse build() {
      return new PullImageResponse(imageRef);
    }
  }
}
