// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;

/** The message {@code ImageSpec} of the CRI. */
public record ImageSpec(
    String image,
    Map<String, String> annotations,
    String userSpecifiedImage,
    String runtimeHandler,
    String imageRef) {

  /** Copies its collections. */
  public ImageSpec {
    annotations = Copies.of(annotations);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.image = image;
    builder.annotations = annotations;
    builder.userSpecifiedImage = userSpecifiedImage;
    builder.runtimeHandler = runtimeHandler;
    builder.imageRef = imageRef;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String image = "";
    private Map<String, String> annotations = Map.of();
    private String userSpecifiedImage = "";
    private String runtimeHandler = "";
    private String imageRef = "";

    private Builder() {}

    /** Sets {@code image}. */
    public Builder image(String value) {
      this.image = value;
      return this;
    }

    /** Sets {@code annotations}. */
    public Builder annotations(Map<String, String> value) {
      this.annotations = value;
      return this;
    }

    /** Sets {@code user_specified_image}. */
    public Builder userSpecifiedImage(String value) {
      this.userSpecifiedImage = value;
      return this;
    }

    /** Sets {@code runtime_handler}. */
    public Builder runtimeHandler(String value) {
      this.runtimeHandler = value;
      return this;
    }

    /** Sets {@code image_ref}. */
    public Builder imageRef(String value) {
      this.imageRef = value;
      return this;
    }

    /** The message. */
    public ImageSpec build() {
      return new ImageSpec(image, annotations, userSpecifiedImage, runtimeHandler, imageRef);
    }
  }
}
