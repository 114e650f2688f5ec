package dev.davit.runtime;

import java.nio.file.Path;
import java.util.List;

/** Where the root filesystem of a container comes from. */
public sealed interface RootSource {

  /**
   * A directory of the host, as the {@code root.path} of an OCI bundle. The container writes into
   * it.
   *
   * @param path the directory; made absolute
   */
  record Directory(Path path) implements RootSource {
    /** Makes the path absolute. */
    public Directory {
      path = path.toAbsolutePath().normalize();
    }
  }

  /**
   * Layers stacked by overlayfs. The container writes into {@code upperdir} only.
   *
   * @param lowerdirs the layers, the topmost first; at least one, and at most 500 (OVL_MAX_STACK)
   * @param upperdir the writable layer; must exist, on the same filesystem as {@code workdir}
   * @param workdir overlayfs's own directory; must exist and be empty
   * @param mapped whether the layers are shown with the ids of the container's user namespace:
   *     files of 0 belong to its root. The upperdir is used as it is, so it has to belong to that
   *     root on the host. Needs Linux 6.13 and a filesystem that can be mounted with other ids
   */
  record Overlay(List<Path> lowerdirs, Path upperdir, Path workdir, boolean mapped)
      implements RootSource {
    /** The most layers that overlayfs stacks (OVL_MAX_STACK of the kernel). */
    public static final int MAX_LAYERS = 500;

    /**
     * Makes the paths absolute.
     *
     * @throws IllegalArgumentException if there is no layer, or more than {@value #MAX_LAYERS}
     */
    public Overlay {
      lowerdirs = lowerdirs.stream().map(p -> p.toAbsolutePath().normalize()).toList();
      upperdir = upperdir.toAbsolutePath().normalize();
      workdir = workdir.toAbsolutePath().normalize();
      if (lowerdirs.isEmpty()) {
        throw new IllegalArgumentException("overlay: no layers");
      }
      if (lowerdirs.size() > MAX_LAYERS) {
        throw new IllegalArgumentException(
            "overlay: " + lowerdirs.size() + " layers, the kernel stacks at most " + MAX_LAYERS);
      }
    }

    /** Layers that are shown as they are. */
    public Overlay(List<Path> lowerdirs, Path upperdir, Path workdir) {
      this(lowerdirs, upperdir, workdir, false);
    }
  }
}
