package dev.davit.image;

import dev.davit.oci.image.Digest;
import java.util.List;

/**
 * The space that a store takes, in bytes.
 *
 * @param images each image
 * @param layerBytes the files of all unpacked layers, each layer once
 * @param archiveBytes the documents and layer archives, each once
 */
public record StoreUsage(List<ImageUsage> images, long layerBytes, long archiveBytes) {

  /** Copies the list. */
  public StoreUsage {
    images = List.copyOf(images);
  }

  /**
   * The space of one image.
   *
   * @param image the image
   * @param sharedBytes files of layers that other images have too
   * @param uniqueBytes files that would go with the image
   * @param containers the ids of the containers that stand on it
   */
  public record ImageUsage(
      Image image, long sharedBytes, long uniqueBytes, List<String> containers) {

    /** Copies the list. */
    public ImageUsage {
      containers = List.copyOf(containers);
    }

    /** The image's id. */
    public Digest id() {
      return image.id();
    }
  }
}
