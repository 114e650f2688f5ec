package dev.davit.engine;

import java.util.List;

/**
 * The disk space of a data root, in bytes.
 *
 * @param images each image with what it shares
 * @param containers each container with what it has written
 * @param volumes each named volume
 * @param layerBytes the files of all unpacked layers, each layer once
 * @param archiveBytes documents and archives of the images, from which they are saved and pushed
 */
public record DiskUsage(
    List<ImageSpace> images,
    List<Space> containers,
    List<Space> volumes,
    long layerBytes,
    long archiveBytes) {

  /** Copies the lists. */
  public DiskUsage {
    images = List.copyOf(images);
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
  }

  /**
   * An image.
   *
   * @param image the image
   * @param sharedBytes files of layers that other images have too
   * @param uniqueBytes files that go with the image
   * @param containers how many containers stand on it
   */
  public record ImageSpace(ImageInfo image, long sharedBytes, long uniqueBytes, int containers) {}

  /**
   * A container or a volume.
   *
   * @param name its name, or short id
   * @param bytes what it takes
   * @param inUse whether the container runs, or a container uses the volume
   */
  public record Space(String name, long bytes, boolean inUse) {}

  /** All together. */
  public long totalBytes() {
    long total = layerBytes + archiveBytes;
    for (Space container : containers) {
      total += container.bytes();
    }
    for (Space volume : volumes) {
      total += volume.bytes();
    }
    return total;
  }
}
