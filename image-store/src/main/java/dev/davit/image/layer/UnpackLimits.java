package dev.davit.image.layer;

/**
 * What no honest layer exceeds, so that a few kilobytes of archive cannot fill a disk or a heap
 * unnoticed.
 *
 * @param maxEntries files, directories and links in one layer
 * @param maxFileBytes the length of one file, holes included
 * @param maxLayerBytes the stored bytes of one layer
 */
public record UnpackLimits(long maxEntries, long maxFileBytes, long maxLayerBytes) {

  /** Twenty million entries, files of 16 TiB (the limit of ext4), layers of 4 TiB. */
  public static final UnpackLimits DEFAULT = new UnpackLimits(20_000_000, 16L << 40, 4L << 40);
}
