// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code ImageFilter} of the CRI. */
public record ImageFilter(
    Optional<ImageSpec> image) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.image = image;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ImageSpec> image = Optional.empty();

    private Builder() {}

    /** Sets {@code image}. */
    public Builder image(ImageSpec value) {
      this.image = Optional.of(value);
      return this;
    }

    /** The message. */
    public ImageFilter build() {
      return new ImageFilter(image);
    }
  }
}
