package dev.davit.engine;

import java.util.List;

/**
 * What is to be thrown away.
 *
 * @param unusedImages all images that no container stands on, not only those without a name
 * @param volumes named volumes that no container uses
 */
public record Prune(boolean unusedImages, boolean volumes) {

  /**
   * What was thrown away.
   *
   * @param containers the names or short ids of containers that had ended
   * @param images the names or short ids of images
   * @param volumes the names of volumes
   * @param bytes the space that came free
   */
  public record Result(
      List<String> containers, List<String> images, List<String> volumes, long bytes) {

    /** Copies the lists. */
    public Result {
      containers = List.copyOf(containers);
      images = List.copyOf(images);
      volumes = List.copyOf(volumes);
    }
  }
}
