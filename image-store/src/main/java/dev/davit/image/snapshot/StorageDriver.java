package dev.davit.image.snapshot;

import java.util.Locale;

/** How a container's files are kept apart from those of its image. */
public enum StorageDriver {
  /** An overlay on the image's layers: made in a moment, and only changes take space. */
  OVERLAY,
  /**
   * A copy of all files: for places where overlayfs cannot be mounted, such as nested containers.
   * Where the file system shares blocks of files (btrfs, XFS), the copy takes little space too.
   */
  COPY;

  /** The name on the command line and in records. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The driver of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static StorageDriver parse(String name) {
    for (StorageDriver driver : values()) {
      if (driver.toString().equals(name)) {
        return driver;
      }
    }
    throw new IllegalArgumentException(
        "storage driver \"" + name + "\": unknown: use overlay or copy");
  }
}
