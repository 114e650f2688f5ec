package dev.davit.image.build;

import dev.davit.image.ConfigChange;
import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes an image of a base image and files, in Java alone: no container, no daemon, no root. The
 * same input gives the same image, byte for byte, wherever it is made with one version of the JDK;
 * its id depends on nothing but the input.
 *
 * <pre>{@code
 * Digest image =
 *     ImageBuilder.from(Path.of("debian-layout"))
 *         .copy(Path.of("target/app.jar"), "/srv/app.jar")
 *         .entrypoint("java", "-jar", "/srv/app.jar")
 *         .name("app:1")
 *         .writeLayout(Path.of("app-layout"));
 * }</pre>
 *
 * <p>Nothing is read or written before {@link #writeLayout}. Used by one thread.
 */
public final class ImageBuilder {

  private final Optional<Path> base;
  private final LayerFiles files = new LayerFiles();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final List<String> changes = new ArrayList<>();
  private Optional<List<String>> entrypoint = Optional.empty();
  private Optional<List<String>> command = Optional.empty();
  private Optional<Instant> created = Optional.empty();
  private Optional<ImageReference> name = Optional.empty();

  private ImageBuilder(Optional<Path> base) {
    this.base = base;
  }

  /**
   * On top of an image: the one that runs on this machine of an OCI layout directory, or of an
   * archive that {@code docker save}, podman, skopeo or Davit wrote.
   */
  public static ImageBuilder from(Path base) {
    return new ImageBuilder(Optional.of(base));
  }

  /** On top of nothing. */
  public static ImageBuilder fromScratch() {
    return new ImageBuilder(Optional.empty());
  }

  /**
   * Adds a file of this machine, or a directory with all that is in it. Files belong to root; of
   * their permissions only whether they are programs is kept.
   *
   * @param to where in the image, absolute
   * @throws ImageException.Storage if it cannot be read
   */
  public ImageBuilder copy(Path from, String to) {
    try {
      files.copy(from, to);
      return this;
    } catch (IOException e) {
      throw new ImageException.Storage(from + ": read: " + IoFailure.reason(e), e);
    }
  }

  /** Adds a file with this content. */
  public ImageBuilder file(String path, byte[] content, int permissions) {
    files.bytes(path, permissions, content);
    return this;
  }

  /** Adds an empty directory, or gives one its permissions. */
  public ImageBuilder directory(String path, int permissions) {
    files.directory(path, permissions);
    return this;
  }

  /** Adds a symbolic link. */
  public ImageBuilder symlink(String path, String target) {
    files.symlink(path, target);
    return this;
  }

  /** What a container runs; the command of the base image goes with its entrypoint. */
  public ImageBuilder entrypoint(String... words) {
    entrypoint = Optional.of(List.of(words));
    return this;
  }

  /** What follows the entrypoint unless somebody says otherwise. */
  public ImageBuilder command(String... words) {
    command = Optional.of(List.of(words));
    return this;
  }

  /** Sets an environment variable. */
  public ImageBuilder env(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Attaches free text. */
  public ImageBuilder label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /** The user that a container runs as, {@code USER[:GROUP]}. */
  public ImageBuilder user(String user) {
    changes.add("USER " + user);
    return this;
  }

  /** The working directory. */
  public ImageBuilder workdir(String directory) {
    changes.add("WORKDIR " + directory);
    return this;
  }

  /** Tells of a port on which containers listen, such as {@code 8080/tcp}. */
  public ImageBuilder expose(String port) {
    changes.add("EXPOSE " + port);
    return this;
  }

  /** The time that is written into the image; none by default, since it would change the image. */
  public ImageBuilder created(Instant time) {
    created = Optional.of(time);
    return this;
  }

  /** The image's name, such as {@code app:1}. */
  public ImageBuilder name(String reference) {
    name = Optional.of(ImageReference.parse(reference));
    return this;
  }

  /**
   * Writes the image as an OCI layout, which Davit, podman, skopeo and umoci read.
   *
   * @param directory where; it is made, and must be empty if it is there
   * @return the image's id
   * @throws ImageException if the base image is damaged, or something cannot be read or written
   */
  public Digest writeLayout(Path directory) {
    return new LayoutBuild(directory, base, files, created, name).write(this::changed);
  }

  private ContainerConfig changed(ContainerConfig from) {
    ContainerConfig c = ConfigChange.apply(from, changes);
    List<String> env = new ArrayList<>(c.env());
    environment.forEach(
        (key, value) -> {
          env.removeIf(e -> e.startsWith(key + "="));
          env.add(key + "=" + value);
        });
    Map<String, String> allLabels = new TreeMap<>(c.labels());
    allLabels.putAll(labels);
    List<String> cmd = entrypoint.isPresent() ? List.of() : c.cmd();
    return new ContainerConfig(
        c.user(),
        c.exposedPorts(),
        env,
        entrypoint.orElse(c.entrypoint()),
        command.orElse(cmd),
        c.volumes(),
        c.workingDir(),
        allLabels,
        c.stopSignal(),
        c.unknown());
  }
}
