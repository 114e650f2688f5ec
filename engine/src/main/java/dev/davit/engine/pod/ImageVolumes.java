package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.UnmountFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.RootedTree;
import dev.davit.linux.mount.FilesystemContext;
import dev.davit.linux.mount.Mounts;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.launch.MappedOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Images that are mounted into containers: an overlay of their layers without an upper one, on a
 * directory of the state root as long as the container is there.
 */
final class ImageVolumes {

  private final Host host;
  private final Path directory;
  private final Supplier<ImageStore> images;

  ImageVolumes(Host host, Path directory, Supplier<ImageStore> images) {
    this.host = host;
    this.directory = directory;
    this.images = images;
  }

  /**
   * Mounts an image, or one of its directories.
   *
   * @param index of the mount in its container
   * @param users the user namespace in which the ids of the image are to be seen
   * @return where it is on the host
   */
  String mount(String containerId, int index, PodMount asked, Optional<UserNamespace> users) {
    ImageStore store = images.get();
    String name = asked.image().orElseThrow().image();
    String holder = holder(containerId, index);
    try {
      Image image = store.resolve(name);
      // the view keeps the image from being removed while it is mounted
      Snapshot snapshot =
          store.snapshots().find(holder).isPresent()
              ? store.snapshots().find(holder).get()
              : store.snapshots().view(holder, image);
      Path target = target(containerId, index);
      if (!Files.exists(target)) {
        Files.createDirectories(target);
        attach(snapshot, target, users);
      }
      return asked.imageSubPath().isEmpty()
          ? target.toString()
          : below(target, asked.imageSubPath());
    } catch (ImageException e) {
      throw new PodException(Reason.NOT_FOUND, "image volume " + name + ": " + e.getMessage(), e);
    } catch (ErrnoException | IOException e) {
      throw new PodException(Reason.FAILED, "image volume " + name + ": " + e.getMessage(), e);
    }
  }

  private void attach(Snapshot snapshot, Path target, Optional<UserNamespace> users)
      throws ErrnoException {
    if (users.isPresent()) {
      try (Fd view =
          new MappedOverlay(host)
              .view(
                  snapshot.lowerdirs(),
                  IdRange.mappings(users.get().uids()),
                  IdRange.mappings(users.get().gids()))) {
        attach(view, target);
      }
      return;
    }
    if (snapshot.lowerdirs().size() == 1) {
      try (Fd clone = Mounts.cloneTree(Fd.CWD, snapshot.lowerdirs().get(0).toString(), 0)) {
        attach(clone, target);
      }
      return;
    }
    try (FilesystemContext context = FilesystemContext.open("overlay")) {
      for (Path layer : snapshot.lowerdirs()) {
        context.string("lowerdir+", layer.toString());
      }
      context.create();
      try (Fd mount = context.mount(MountAttributes.MOUNT_ATTR_RDONLY)) {
        attach(mount, target);
      }
    }
  }

  private static void attach(Fd mount, Path target) throws ErrnoException {
    try (Fd place = Descriptors.open(Fd.CWD, target.toString(), OpenFlags.O_PATH)) {
      Mounts.attach(mount, place);
    }
  }

  /** A path in an image is not trusted: it is walked inside of it, and what is found is named. */
  private static String below(Path mounted, String subPath) throws ErrnoException, IOException {
    try (Fd root = Descriptors.open(Fd.CWD, mounted.toString(), OpenFlags.O_PATH);
        Fd found = new RootedTree(root).open(ContainerPath.of("/" + subPath), OpenFlags.O_PATH)) {
      return Files.readSymbolicLink(Path.of(found.procPath())).toString();
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        throw new PodException(
            Reason.INVALID, "imageSubPath " + subPath + ": " + e.errno().text(), e);
      }
      throw e;
    }
  }

  private Path target(String containerId, int index) {
    return directory.resolve(containerId).resolve(Integer.toString(index));
  }

  private static String holder(String containerId, int index) {
    return containerId + "-volume-" + index;
  }

  /** Unmounts all images of a container. May be repeated. */
  void unmount(String containerId) {
    Path own = directory.resolve(containerId);
    if (!Files.isDirectory(own)) {
      return;
    }
    try (Stream<Path> mounted = Files.list(own)) {
      for (Path target : mounted.toList()) {
        try {
          Mounts.unmount(target.toString(), UnmountFlags.MNT_DETACH);
        } catch (ErrnoException e) {
          if (!e.is(Errno.EINVAL)) {
            throw new PodException(Reason.FAILED, target + ": unmount: " + e.getMessage(), e);
          }
        }
        images.get().snapshots().remove(containerId + "-volume-" + target.getFileName());
        Files.delete(target);
      }
      Files.delete(own);
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, own + ": remove: " + e.getMessage(), e);
    }
  }
}
