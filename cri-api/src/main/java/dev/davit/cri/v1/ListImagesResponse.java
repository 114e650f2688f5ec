// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ListImagesResponse} of the CRI. */
public record ListImagesResponse(
    List<Image> images) {

  /** Copies its collections. */
  public ListImagesResponse {
    images = Copies.of(images);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.images = images;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<Image> images = List.of();

    private Builder() {}

    /** Sets {@code images}. */
    public Builder images(List<Image> value) {
      this.images = value;
      return this;
    }

    /** The message. */
    public ListImagesResponse build() {
      return new ListImagesResponse(images);
    }
  }
}
