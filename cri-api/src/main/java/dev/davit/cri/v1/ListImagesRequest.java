// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code ListImagesRequest} of the CRI. */
public record ListImagesRequest(
    Optional<ImageFilter> filter) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.filter = filter;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ImageFilter> filter = Optional.empty();

    private Builder() {}

    /** Sets {@code filter}. */
    public Builder filter(ImageFilter value) {
      this.filter = Optional.of(value);
      return this;
    }

    /** The message. */
    public ListImagesRequest build() {
      return new ListImagesRequest(filter);
    }
  }
}
