package dev.davit.image.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Tells whether the index is still the one that was read. It is only ever replaced by another file,
 * and an image that is in it has all its layers; so while it is the same file, what was read of its
 * images holds.
 *
 * @param file inode and device
 * @param modified the time of its writing
 * @param size in bytes
 */
public record IndexVersion(Object file, FileTime modified, long size) {

  /** An index that is not there yet. */
  private static final IndexVersion NONE = new IndexVersion("none", FileTime.fromMillis(0), 0);

  /** The version that is there now. */
  public static IndexVersion of(Path index) {
    try {
      BasicFileAttributes is = Files.readAttributes(index, BasicFileAttributes.class);
      return new IndexVersion(is.fileKey(), is.lastModifiedTime(), is.size());
    } catch (IOException e) {
      return NONE;
    }
  }
}
