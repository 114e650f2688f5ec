package dev.davit.engine.pod;

import dev.davit.engine.checkpoint.CheckpointArchive;
import dev.davit.engine.checkpoint.CheckpointConfig;
import dev.davit.engine.checkpoint.SavedFiles;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.layer.TreeRemoval;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.linux.IoFailure;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.CheckpointRequest;
import dev.davit.runtime.CheckpointRequest.After;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CriuSettings;
import dev.davit.runtime.CriuSettings.Option;
import dev.davit.runtime.RestoreRequest;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.criu.UtsImage;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Containers of pods as archives of checkpoints, and archives as containers.
 *
 * <p>Of an archive is taken which image the files are of, what was changed in them, and what criu
 * needs to make the processes again, their credentials and capabilities included; mounts, devices,
 * limits and namespaces are those of whoever asks for the new container. Whose archive is restored
 * is therefore trusted like a privileged process in it.
 */
final class SavedContainers {

  /** With one of these a manifest says that its image is an archive of a checkpoint. */
  private static final List<String> ANNOTATIONS =
      List.of(
          "io.kubernetes.cri-o.annotations.checkpoint.name",
          "org.criu.checkpoint.container.name",
          "io.podman.annotations.checkpoint.name",
          "checkpointctl.annotation.checkpoint.name");

  private final Runtime runtime;
  private final Supplier<ImageStore> images;
  private final PodStore store;
  private final ContainerPreparation preparation;

  SavedContainers(
      Runtime runtime,
      Supplier<ImageStore> images,
      PodStore store,
      ContainerPreparation preparation) {
    this.runtime = runtime;
    this.images = images;
    this.store = store;
    this.preparation = preparation;
  }

  /**
   * A checkpoint that was asked for in the place of an image.
   *
   * @param directory where it is unpacked
   * @param image that of the container that was saved
   * @param config what was asked for, with the program of the container that was saved
   */
  record Saved(Path directory, Image image, ContainerConfig config) {

    /** Refuses a container that cannot be what this one was. */
    void requireFor(Spec spec) {
      RestoreCheck.of(config.image().image(), directory).require(spec);
    }

    /** Brings the files of the container into a new snapshot. */
    void applyTo(Snapshot snapshot) {
      SavedFiles.apply(directory, snapshot);
    }
  }

  /**
   * Refuses where it is certain, before anything was done, that nothing can be saved or restored.
   *
   * @throws PodException {@code UNSUPPORTED}
   */
  void require(String action) {
    try {
      runtime.checkpoints().require(new ContainerId("any"), action);
    } catch (ContainerException e) {
      throw failure("", e);
    }
  }

  /**
   * Saves a container into an archive.
   *
   * @param container one that runs
   * @throws PodException {@code UNSUPPORTED} where that cannot be on this machine; {@code TIMEOUT};
   *     {@code INVALID} for a place where no archive can be; {@code FAILED}. There is no archive
   *     then, and the container goes on
   */
  void save(PodContainer container, Path archive, CheckpointOptions options) {
    require("checkpoint");
    if (UserNamespace.of(container.pod.record().config()).isPresent()) {
      throw new PodException(
          Reason.UNSUPPORTED,
          "checkpoint: the container is in the user namespace of its pod, which criu can neither"
              + " save nor join");
    }
    if (!archive.isAbsolute() || Files.isDirectory(archive)) {
      throw new PodException(
          Reason.INVALID, "checkpoint: location " + archive + ": not an absolute path of a file");
    }
    if (archive.getParent() == null || !Files.isDirectory(archive.getParent())) {
      throw new PodException(
          Reason.INVALID, "checkpoint: location " + archive + ": there is no such directory");
    }
    Path stage = null;
    try {
      stage = Files.createTempDirectory(store.directory(container.pod.id), "checkpoint-");
      collect(container, stage, options);
      CheckpointArchive.pack(stage, archive);
    } catch (IOException e) {
      throw new PodException(
          Reason.FAILED, "checkpoint: " + archive + ": " + IoFailure.reason(e), e);
    } catch (ContainerException e) {
      throw failure(container.id, e);
    } finally {
      if (stage != null) {
        TreeRemoval.remove(stage);
      }
    }
  }

  private static PodException failure(String id, ContainerException e) {
    Reason reason = e.isUnsupported() ? Reason.UNSUPPORTED : Reason.FAILED;
    String prefix = "container " + e.id().value() + ": ";
    String message = e.getMessage();
    String reduced = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return new PodException(
        reason, id.isEmpty() ? reduced : "container " + id.substring(0, 12) + ": " + reduced, e);
  }

  private void collect(PodContainer container, Path stage, CheckpointOptions options)
      throws IOException {
    ContainerId id = new ContainerId(container.id);
    Instant deadline =
        options.timeout().isZero() ? Instant.MAX : Instant.now().plus(options.timeout());
    Path state = runtime.stateRoot().resolve("containers").resolve(container.id);
    Path work = state.resolve("criu");
    Spec spec = preparation.spec(container);
    CriuSettings settings =
        CriuSettings.of(stage.resolve(CheckpointArchive.IMAGES))
            .withWork(work)
            .with(Option.FILE_LOCKS);
    if (options.tcpEstablished()) {
      settings = settings.with(Option.TCP_ESTABLISHED);
    }
    runtime
        .checkpoints()
        .checkpoint(
            id,
            CheckpointRequest.of(settings)
                .then(options.leaveRunning() ? After.LEAVE_RUNNING : After.STOP)
                .withConfig(spec)
                .whileStopped(() -> addFiles(container, spec, stage, deadline)));
    for (String name : List.of(CheckpointArchive.CRIU_LOG, CheckpointArchive.STATISTICS)) {
      if (Files.exists(work.resolve(name))) {
        Files.copy(work.resolve(name), stage.resolve(name));
      }
    }
  }

  /** What has to fit the memory that was saved: nothing in the container moves now. */
  private void addFiles(PodContainer container, Spec spec, Path stage, Instant deadline) {
    if (Instant.now().isAfter(deadline)) {
      throw new PodException(
          Reason.TIMEOUT,
          "container "
              + container.id.substring(0, 12)
              + ": checkpoint: not saved within the time that was given; it goes on");
    }
    PodContainerRecord record = container.record();
    Image image = images.get().resolve(record.imageId());
    CheckpointConfig config =
        new CheckpointConfig(
            Optional.of(container.id),
            Optional.of(record.config().metadata().name()),
            Optional.of(image.displayName()),
            Optional.of(record.imageId()),
            Optional.of(image.displayName()),
            Optional.of("davit"),
            Optional.of(Times.instant(record.createdNanos()).toString()),
            Optional.of(Instant.now().toString()));
    try {
      SavedFiles.write(images.get().snapshots(), container.id, stage);
      Files.writeString(stage.resolve(CheckpointArchive.CONFIG), Json.writeIndented(config));
      Files.writeString(stage.resolve(CheckpointArchive.SPEC), spec.toJson());
      Files.writeString(stage.resolve(CheckpointArchive.CONTAINER), Json.write(record.config()));
      Files.writeString(
          stage.resolve(CheckpointArchive.POD), Json.write(container.pod.record().config()));
      container.streams.ifPresent(ContainerStreams::awaitLogged);
      Optional<Path> log = container.log().filter(Files::isRegularFile);
      if (log.isPresent()) {
        Files.copy(log.get(), stage.resolve(CheckpointArchive.LOG));
      }
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, "checkpoint: files: " + IoFailure.reason(e), e);
    }
  }

  /**
   * Unpacks what is asked for in the place of an image: the path of an archive, or an image that
   * was made of one.
   *
   * @return empty if it is an ordinary image
   * @throws PodException {@code INVALID} if it is damaged; {@code NOT_FOUND} if the image is not
   *     here that the container had; {@code UNSUPPORTED} where nothing can be restored
   */
  Optional<Saved> open(Sandbox pod, String id, ContainerConfig config, Supplier<Image> image) {
    Path directory = store.saved(pod.id, id);
    String name = config.image().image();
    try {
      if (name.startsWith("/") && Files.isRegularFile(Path.of(name))) {
        require("restore");
        make(directory);
        CheckpointArchive.unpack(Path.of(name), directory);
      } else {
        Image asked = image.get();
        Map<String, String> annotations = images.get().annotations(asked);
        if (ANNOTATIONS.stream().noneMatch(annotations::containsKey)) {
          return Optional.empty();
        }
        require("restore");
        make(directory);
        Snapshot layers = images.get().snapshots().plan(id, asked);
        CheckpointArchive.copy(name, layers.lowerdirs(), directory);
      }
      return Optional.of(new Saved(directory, base(name, directory), merged(config, directory)));
    } catch (ImageException.Malformed | SpecException e) {
      throw new PodException(Reason.INVALID, "checkpoint " + name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, "checkpoint " + name + ": " + IoFailure.reason(e), e);
    }
  }

  private static void make(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
  }

  /** The image that the container had. None is fetched because an archive says so. */
  private Image base(String name, Path directory) throws IOException {
    CheckpointConfig was =
        Json.parse(
            CheckpointConfig.class,
            CheckpointArchive.CONFIG,
            Files.readString(directory.resolve(CheckpointArchive.CONFIG)));
    List<String> names =
        Stream.of(was.rootfsImageRef(), was.rootfsImage(), was.rootfsImageName())
            .flatMap(Optional::stream)
            .filter(text -> !text.isEmpty())
            .distinct()
            .toList();
    for (String candidate : names) {
      try {
        return images.get().resolve(candidate);
      } catch (ImageException.NotFound | ImageException.Ambiguous e) {
        // it may be here by another name
      }
    }
    throw new PodException(
        Reason.NOT_FOUND,
        "checkpoint "
            + name
            + ": the image of the container that was saved is not here: pull "
            + (names.isEmpty() ? "it" : String.join(" or ", names)));
  }

  /** What is executed later has the words of the container, unless there are others. */
  private static ContainerConfig merged(ContainerConfig asked, Path directory) throws IOException {
    ContainerConfig config = recorded(asked, directory);
    Optional<Process> process =
        Spec.parse(Files.readString(directory.resolve(CheckpointArchive.SPEC))).process();
    ContainerConfig merged = config;
    if (process.isPresent() && config.command().isEmpty() && config.args().isEmpty()) {
      merged = merged.withCommand(process.get().args());
    }
    return process.isPresent() && config.workingDir().isEmpty()
        ? merged.withWorkingDir(process.get().cwd())
        : merged;
  }

  /** What the archive says, where whoever asks wants that, under the name that is asked for. */
  private static ContainerConfig recorded(ContainerConfig asked, Path directory)
      throws IOException {
    String wish = asked.annotations().getOrDefault(DavitAnnotations.CHECKPOINT, "");
    Path file = directory.resolve(CheckpointArchive.CONTAINER);
    if (wish.isEmpty()) {
      return asked;
    }
    if (!wish.equals("recorded") || !Files.exists(file)) {
      throw new PodException(
          Reason.INVALID,
          "annotation "
              + DavitAnnotations.CHECKPOINT
              + ": \""
              + wish
              + "\": not recorded, or not in this archive: only those of Davit have it");
    }
    ContainerConfig was =
        Json.parse(ContainerConfig.class, CheckpointArchive.CONTAINER, Files.readString(file));
    return was.withMetadata(asked.metadata())
        .withImage(asked.image())
        .withLogPath(asked.logPath().orElse(""));
  }

  /** Whether a container is restored when it is started, and not begun anew. */
  boolean waits(PodContainer container) {
    return Files.isDirectory(store.saved(container.pod.id, container.id));
  }

  /** Begins its log with what it had said before, unless there is one. */
  void restoreLog(PodContainer container) {
    Path directory = store.saved(container.pod.id, container.id);
    Optional<Path> said =
        Stream.of(CheckpointArchive.LOG, CheckpointArchive.PODMAN_LOG)
            .map(directory::resolve)
            .filter(Files::isRegularFile)
            .findFirst();
    Optional<Path> log = container.log();
    if (log.isEmpty() || said.isEmpty() || Files.exists(log.get())) {
      return;
    }
    try {
      Files.createDirectories(log.get().getParent());
      Files.copy(said.get(), log.get());
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, "log: " + log.get() + ": " + IoFailure.reason(e), e);
    }
  }

  /** Restores it. What it was restored from goes when that succeeded. */
  Container restore(PodContainer container, ContainerRequest request) {
    Path saved = store.saved(container.pod.id, container.id);
    CriuSettings settings =
        CriuSettings.of(saved.resolve(CheckpointArchive.IMAGES))
            .withWork(saved)
            .with(Option.FILE_LOCKS)
            .with(Option.TCP_ESTABLISHED);
    try {
      UtsImage.rename(settings.images(), PodFiles.hostname(container.pod.record().config()));
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, "restore: " + e.getMessage(), e);
    }
    Container restored =
        runtime
            .checkpoints()
            .restore(
                new RestoreRequest(
                    request,
                    settings,
                    Optional.empty(),
                    Optional.empty(),
                    HierarchyChoice.LIMITABLE));
    store.removeSaved(container.pod.id, container.id);
    return restored;
  }
}
