package dev.davit.image.snapshot;

import java.nio.file.Path;
import java.util.List;

/**
 * The directories of a container.
 *
 * @param driver how the container's files are kept apart from its image's
 * @param containerId whose it is
 * @param lowerdirs the directories below, top-most first, absolute
 * @param upperdir where changes go; its own attributes are those of the container's root. Without
 *     overlayfs it is the whole root; a view has none
 * @param workdir overlayfs's own, empty and on the same file system
 * @param layersRoot the directory to which layers have short relative names such as {@code 17/diff}
 */
public record Snapshot(
    StorageDriver driver,
    String containerId,
    List<Path> lowerdirs,
    Path upperdir,
    Path workdir,
    Path layersRoot) {

  /** Copies its collections. */
  public Snapshot {
    lowerdirs = List.copyOf(lowerdirs);
  }
}
