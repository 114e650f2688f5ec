// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code ImageStatusRequest} of the CRI. */
public record ImageStatusRequest(
    Optional<ImageSpec> image,
    boolean verbose) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.image = image;
    builder.verbose = verbose;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ImageSpec> image = Optional.empty();
    private boolean verbose = false;

    private Builder() {}

    /** Sets {@code image}. */
    public Builder image(ImageSpec value) {
      this.image = Optional.of(value);
      return this;
    }

    /** Sets {@code verbose}. */
    public Builder verbose(boolean value) {
      this.verbose = value;
      return this;
    }

    /** The message. */
    public ImageStatusRequest build() {
      return new ImageStatusRequest(image, verbose);
    }
  }
}
