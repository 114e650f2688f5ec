package dev.davit.engine.pod;

import dev.davit.engine.Undo;
import dev.davit.engine.checkpoint.PodOptions;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.IoFailure;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checkpoints of pods: a directory with an archive of each container, {@code pod.options} and
 * {@code pod.dump}. All containers stand still while they are saved, so that what they know of one
 * another fits.
 */
final class SavedPods {

  private static final String ARCHIVE = ".tar";

  private final RunningContainers containers;

  SavedPods(RunningContainers containers) {
    this.containers = containers;
  }

  /**
   * Saves containers of a pod, which go on.
   *
   * @param wanted which of them; empty for all that run
   * @param directory made if it is not there
   * @param timeout after it they go on and nothing is saved; zero for no limit
   */
  void save(Sandbox pod, List<PodContainer> wanted, Path directory, Duration timeout) {
    List<PodContainer> chosen = chosen(pod, wanted);
    containers.requireCheckpoints("checkpoint");
    if (!directory.isAbsolute()) {
      throw new PodException(Reason.INVALID, "output path " + directory + ": not absolute");
    }
    Instant deadline = timeout.isZero() ? Instant.MAX : Instant.now().plus(timeout);
    Undo undo = new Undo();
    List<PodContainer> paused = new ArrayList<>();
    try {
      make(directory, undo);
      for (PodContainer container : chosen) {
        containers.pause(container);
        paused.add(container);
      }
      List<String> names = new ArrayList<>();
      for (PodContainer container : chosen) {
        String name = name(container);
        undo.push(() -> delete(directory.resolve(name + ARCHIVE)));
        containers.save(container, directory.resolve(name + ARCHIVE), left(deadline));
        names.add(name);
      }
      write(directory.resolve(PodOptions.POD), pod.record().config(), undo);
      write(directory.resolve(PodOptions.FILE), new PodOptions(1, names), undo);
    } catch (RuntimeException e) {
      undo.run(e);
      throw e;
    } finally {
      paused.forEach(containers::resume);
    }
  }

  private static List<PodContainer> chosen(Sandbox pod, List<PodContainer> wanted) {
    for (PodContainer container : wanted) {
      if (container.pod != pod) {
        throw new PodException(
            Reason.INVALID, "container " + container.id + ": not of pod " + pod.id);
      }
    }
    return wanted.isEmpty()
        ? pod.containers.values().stream().filter(PodContainer::running).toList()
        : wanted;
  }

  private static CheckpointOptions left(Instant deadline) {
    if (deadline.equals(Instant.MAX)) {
      return CheckpointOptions.within(Duration.ZERO);
    }
    Duration left = Duration.between(Instant.now(), deadline);
    return CheckpointOptions.within(
        left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left);
  }

  /** A name that is no path. */
  private static String name(PodContainer container) {
    String name = container.record().config().metadata().name();
    return name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,200}") ? name : container.id;
  }

  private static void make(Path directory, Undo undo) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        undo.push(() -> delete(directory));
      }
    } catch (IOException e) {
      throw new PodException(
          Reason.INVALID, "output path " + directory + ": " + IoFailure.reason(e), e);
    }
  }

  private static void write(Path file, Record content, Undo undo) {
    undo.push(() -> delete(file));
    try {
      Files.writeString(file, Json.writeIndented(content));
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, file + ": write: " + IoFailure.reason(e), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a pod of a checkpoint, with all of its containers started; when that fails, nothing is
   * left.
   *
   * @param pods makes them
   * @throws PodException {@code INVALID} if there is no checkpoint of a pod, or it has no container
   *     of such a name
   */
  RestoredPod restore(
      Pods pods,
      Path directory,
      Optional<PodConfig> config,
      String runtimeHandler,
      List<ContainerConfig> configs) {
    List<ContainerConfig> archived = withArchives(directory, configs);
    PodStatus pod = pods.run(required(config, configs), runtimeHandler);
    List<String> ids = new ArrayList<>();
    try {
      archived.forEach(container -> ids.add(pods.createContainer(pod.id(), container)));
      ids.forEach(pods::startContainer);
    } catch (RuntimeException e) {
      try {
        pods.remove(pod.id());
      } catch (RuntimeException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    return new RestoredPod(pod, ids);
  }

  /** The configurations of containers with their archives in the place of their images. */
  private List<ContainerConfig> withArchives(Path directory, List<ContainerConfig> configs) {
    containers.requireCheckpoints("restore");
    PodOptions options = options(directory);
    List<ContainerConfig> changed = new ArrayList<>();
    for (ContainerConfig config : configs) {
      String name = config.metadata().name();
      if (!options.containers().contains(name) || name.contains("/")) {
        throw new PodException(
            Reason.INVALID,
            directory + ": has no container " + name + ", but " + options.containers());
      }
      String archive = directory.resolve(name + ARCHIVE).toString();
      changed.add(
          config.withImage(
              new ImageSpec(archive, Map.of(), config.image().userSpecifiedImage(), "", "")));
    }
    return changed;
  }

  /** Refuses what leaves open what the pod is. */
  private static PodConfig required(Optional<PodConfig> config, List<ContainerConfig> configs) {
    if (config.isEmpty() || configs.isEmpty()) {
      throw new PodException(
          Reason.INVALID,
          (config.isEmpty() ? "config" : "container_configs")
              + ": required: what a checkpoint says is not taken for a configuration");
    }
    return config.get();
  }

  private static PodOptions options(Path directory) {
    Path file = directory.resolve(PodOptions.FILE);
    try {
      return Json.parse(PodOptions.class, PodOptions.FILE, Files.readString(file));
    } catch (IOException e) {
      throw new PodException(
          Reason.INVALID,
          directory + ": no checkpoint of a pod: " + PodOptions.FILE + ": " + IoFailure.reason(e),
          e);
    } catch (SpecException e) {
      throw new PodException(Reason.INVALID, file + ": " + e.getMessage(), e);
    }
  }
}
