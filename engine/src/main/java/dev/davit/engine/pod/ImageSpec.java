package dev.davit.engine.pod;

import java.util.Map;

/**
 * An image (CRI ImageSpec).
 *
 * @param image its name, or its id or the beginning of it
 * @param annotations opaque
 * @param userSpecifiedImage as its user wrote it
 * @param runtimeHandler of the image service
 * @param imageRef digest or id that was resolved before; empty if none
 */
public record ImageSpec(
    String image,
    Map<String, String> annotations,
    String userSpecifiedImage,
    String runtimeHandler,
    String imageRef) {
  /** Copies lists and maps. */
  public ImageSpec {
    annotations = Map.copyOf(annotations);
  }

  /** An image by name or id. */
  public static ImageSpec of(String image) {
    return new ImageSpec(image, Map.of(), image, "", "");
  }

  /** A copy with another {@code image}. */
  public ImageSpec withImage(String image) {
    return new ImageSpec(image, annotations, userSpecifiedImage, runtimeHandler, imageRef);
  }

  /** A copy with another {@code annotations}. */
  public ImageSpec withAnnotations(Map<String, String> annotations) {
    return new ImageSpec(image, annotations, userSpecifiedImage, runtimeHandler, imageRef);
  }

  /** A copy with another {@code userSpecifiedImage}. */
  public ImageSpec withUserSpecifiedImage(String userSpecifiedImage) {
    return new ImageSpec(image, annotations, userSpecifiedImage, runtimeHandler, imageRef);
  }

  /** A copy with another {@code runtimeHandler}. */
  public ImageSpec withRuntimeHandler(String runtimeHandler) {
    return new ImageSpec(image, annotations, userSpecifiedImage, runtimeHandler, imageRef);
  }

  /** A copy with another {@code imageRef}. */
  public ImageSpec withImageRef(String imageRef) {
    return new ImageSpec(image, annotations, userSpecifiedImage, runtimeHandler, imageRef);
  }
}
