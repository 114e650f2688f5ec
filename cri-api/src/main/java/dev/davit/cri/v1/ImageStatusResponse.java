// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code ImageStatusResponse} of the CRI. */
public record ImageStatusResponse(
    Optional<Image> image,
    Map<String, String> info) {

  /** Copies its collections. */
  public ImageStatusResponse {
    info = Copies.of(info);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.image = image;
    builder.info = info;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<Image> image = Optional.empty();
    private Map<String, String> info = Map.of();

    private Builder() {}

    /** Sets {@code image}. */
    public Builder image(Image value) {
      this.image = Optional.of(value);
      return this;
    }

    /** Sets {@code info}. */
    public Builder info(Map<String, String> value) {
      this.info = value;
      return this;
    }

    /** The message. */
    public ImageStatusResponse build() {
      return new ImageStatusResponse(image, info);
    }
  }
}
