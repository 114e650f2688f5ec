package dev.davit.engine;

import dev.davit.image.ConfigChange;
import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.ImportListener;
import dev.davit.image.Removal;
import dev.davit.image.archive.ArchiveFormat;
import dev.davit.image.registry.PullRequest;
import dev.davit.image.registry.PushRequest;
import dev.davit.image.registry.Registry;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The images of a data root. It is safe for use by many threads and processes. */
public final class Images {

  private final ImageStore store;
  private final Supplier<Registry> registry;

  Images(ImageStore store, Supplier<Registry> registry) {
    this.store = store;
    this.registry = registry;
  }

  /**
   * Takes all images of an archive ({@code docker save} or OCI layout, plain or compressed) or of
   * an OCI layout directory.
   *
   * @throws dev.davit.image.ImageException if it is malformed or a digest is wrong; no image is
   *     made then
   */
  public List<ImageInfo> load(Path archive) {
    return load(archive, ImportListener.NONE);
  }

  /**
   * The same, with somebody to tell how it goes.
   *
   * @throws dev.davit.image.ImageException if it is malformed or a digest is wrong; no image is
   *     made then
   */
  public List<ImageInfo> load(Path archive, ImportListener listener) {
    return store.load(archive, listener).stream().map(Images::info).toList();
  }

  /**
   * The same from the stream of an archive, which stays open.
   *
   * @param label what messages call it
   * @throws dev.davit.image.ImageException if it is malformed or a digest is wrong; no image is
   *     made then
   */
  public List<ImageInfo> load(InputStream archive, String label, ImportListener listener) {
    return store.load(archive, label, listener).stream().map(Images::info).toList();
  }

  /**
   * Makes an image of one layer from the tar of a root file system.
   *
   * @param tar plain, or compressed by gzip or zstd
   * @param name the image's name, such as {@code debian:12}
   * @throws dev.davit.image.ImageException if it is malformed
   */
  public ImageInfo importTar(Path tar, String name) {
    return importTar(tar, name, ImportListener.NONE);
  }

  /**
   * The same, with somebody to tell how it goes.
   *
   * @throws dev.davit.image.ImageException if it is malformed
   */
  public ImageInfo importTar(Path tar, String name, ImportListener listener) {
    return info(store.importTar(tar, name, ContainerConfig.empty(), listener));
  }

  /**
   * The same with defaults for the image's containers.
   *
   * @param changes instructions as a Dockerfile has them, such as {@code CMD ["/app"]}
   * @throws dev.davit.image.ImageException if it is malformed, or an instruction is
   */
  public ImageInfo importTar(Path tar, String name, List<String> changes, ImportListener listener) {
    return info(store.importTar(tar, name, defaults(changes), listener));
  }

  /**
   * The same from a stream, which stays open.
   *
   * @param label what messages call it
   * @throws dev.davit.image.ImageException if it is malformed, or an instruction is
   */
  public ImageInfo importTar(
      InputStream tar, String label, String name, List<String> changes, ImportListener listener) {
    return info(store.importTar(tar, label, name, defaults(changes), listener));
  }

  private static ContainerConfig defaults(List<String> changes) {
    return ConfigChange.apply(ContainerConfig.empty(), changes);
  }

  /**
   * Pulls an image from its registry; of its layers those that are not here yet.
   *
   * @param name such as {@code debian:12} or {@code registry.example/app@sha256:…}
   * @throws dev.davit.image.ImageException if there is none, the registry refuses or fails, or what
   *     it gives is damaged; no image is made then
   */
  public ImageInfo pull(String name) {
    return pull(name, PullRequest.DEFAULT);
  }

  /**
   * The same as somebody, for a platform, with somebody to tell how it goes.
   *
   * @throws dev.davit.image.ImageException if there is none, the registry refuses or fails, or what
   *     it gives is damaged; no image is made then
   */
  public ImageInfo pull(String name, PullRequest request) {
    return info(store.pull(registry.get(), name, request));
  }

  /**
   * Pulls an image if the policy says so.
   *
   * @throws dev.davit.image.ImageException if it is not here and shall not be pulled, or cannot be
   */
  public ImageInfo ensure(String name, PullPolicy policy, PullRequest request) {
    if (policy == PullPolicy.ALWAYS) {
      return pull(name, request);
    }
    try {
      return find(name);
    } catch (ImageException.NotFound e) {
      if (policy == PullPolicy.NEVER || !isName(name)) {
        throw e;
      }
      return pull(name, request);
    }
  }

  /** An id is none. */
  private static boolean isName(String name) {
    try {
      ImageReference.parse(name);
      return !name.startsWith("sha256:");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Pushes an image to the registry of a name.
   *
   * @param nameOrId the image
   * @param target its name there, such as {@code registry.example/app:1}
   * @return the digest by which it can be pulled
   * @throws dev.davit.image.ImageException if there is no such image, or the registry refuses or
   *     fails
   */
  public String push(String nameOrId, String target, PushRequest request) {
    return store.push(registry.get(), nameOrId, target, request).toString();
  }

  /** The registries as this store reaches them. */
  public Registry registry() {
    return registry.get();
  }

  /** The same images, with registries reached in another way. */
  public Images through(Registry other) {
    return new Images(store, () -> other);
  }

  /** All images. */
  public List<ImageInfo> list() {
    return store.images().stream().map(Images::info).toList();
  }

  /**
   * One image.
   *
   * @param nameOrId a name, an id, or the beginning of an id
   * @throws dev.davit.image.ImageException if there is none, or more than one
   */
  public ImageInfo find(String nameOrId) {
    return info(store.resolve(nameOrId));
  }

  /**
   * The configuration of an image as its maker wrote it: program, environment, history.
   *
   * @throws dev.davit.image.ImageException if there is none, or more than one
   */
  public ImageConfig config(String nameOrId) {
    return store.resolve(nameOrId).config();
  }

  /**
   * The steps by which an image was made, the first one first. Every layer is in one of them, also
   * those of which the image's maker says nothing.
   *
   * @throws dev.davit.image.ImageException if there is no such image, or more than one
   */
  public List<ImageStep> history(String nameOrId) {
    Image image = store.resolve(nameOrId);
    return ImageStep.of(
        image.config().history(), image.config().rootfs().diffIds(), store.layerBytes(image));
  }

  /**
   * Writes images into an archive, which stays open.
   *
   * @throws dev.davit.image.ImageException if there is no such image, or one is not complete
   */
  public void save(List<String> namesOrIds, ArchiveFormat format, OutputStream archive) {
    store.save(namesOrIds, format, archive);
  }

  /**
   * Gives an image one more name; if another image has it, that loses it.
   *
   * @throws dev.davit.image.ImageException if there is no such image
   */
  public void tag(String nameOrId, String name) {
    store.tag(nameOrId, name);
  }

  /**
   * Takes a name from an image; with the last name, or by its id, removes the image and the layers
   * that no other needs.
   *
   * @param force whether an image of several names goes when its id is given
   * @return what went
   * @throws dev.davit.image.ImageException if there is no such image, or a container uses it
   */
  public Removal remove(String nameOrId, boolean force) {
    return store.remove(nameOrId, force);
  }

  static ImageInfo info(Image image) {
    ContainerConfig config = image.config().config().orElseGet(ContainerConfig::empty);
    List<String> command = new ArrayList<>(config.entrypoint());
    command.addAll(config.cmd());
    return new ImageInfo(
        image.id().toString(),
        image.references().stream().map(ImageReference::familiar).toList(),
        image.pulled().stream().map(ImageReference::familiar).toList(),
        image.config().created().flatMap(Images::instant),
        image.sizeBytes(),
        image.config().rootfs().diffIds().stream().map(Digest::toString).toList(),
        image.config().architecture(),
        command);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
