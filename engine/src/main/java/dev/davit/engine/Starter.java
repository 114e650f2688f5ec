package dev.davit.engine;

import dev.davit.engine.ContainerOptions.RootFiles;
import dev.davit.engine.SpecFactory.Facts;
import dev.davit.image.Image;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.image.snapshot.StorageDriver;
import dev.davit.linux.Signal;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.NetworkHelper;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The way from what was asked to a running container. */
final class Starter {

  private final Davit davit;
  private final Runtime runtime;

  /** Opened for images only: a plan for a directory needs no right to write to the data root. */
  private final Supplier<ImageStore> store;

  private final ContainerFiles files;
  private final NameIndex names;
  private final NamedVolumes volumes;
  private final StorageDriver driver;

  Starter(
      Davit davit,
      Runtime runtime,
      Supplier<ImageStore> store,
      ContainerFiles files,
      NameIndex names,
      NamedVolumes volumes,
      StorageDriver driver) {
    this.volumes = volumes;
    this.driver = driver;
    this.davit = davit;
    this.runtime = runtime;
    this.store = store;
    this.files = files;
    this.names = names;
  }

  /** The image of a container, or none for a directory. */
  private Optional<Image> image(RootFiles root) {
    if (root instanceof RootFiles.FromImage from) {
      return Optional.of(store.get().resolve(from.image()));
    }
    Path directory = ((RootFiles.FromDirectory) root).directory();
    if (!Files.isDirectory(directory)) {
      throw new OptionException(
          "rootfs",
          directory + (Files.exists(directory) ? ": not a directory" : ": no such directory"));
    }
    Machine.checkStackable(directory);
    return Optional.empty();
  }

  /** Starts it; when this fails, nothing is left. */
  RunningContainer start(ContainerOptions options, Stdio stdio) {
    String id = Machine.newId();
    Optional<Image> image = image(options.root());
    Spec spec = spec(options, id, image);
    checkDriver(options);
    Optional<NetworkHelper> network = HelpedNetwork.of(options.network(), options.ports());
    Undo undo = new Undo();
    try {
      Snapshot snapshot = prepare(id, options.root(), image);
      undo.push(() -> store.get().snapshots().remove(id));
      // The record first: a volume that it names is in use.
      files.write(record(options, id, image, spec), !options.autoRemove());
      if (!volumes.names(options.volumes()).isEmpty()) {
        volumes.prepare(options.volumes(), lowerdirs(image));
      }
      checkVolumes(options);
      files.writeMounted(id, spec.hostname().orElse(""), options.network());
      options
          .name()
          .ifPresent(
              name -> {
                names.claim(name, id);
                undo.push(() -> names.release(name, id));
              });
      ContainerRequest request =
          request(options, id, image, spec, root(snapshot), stdio).withNetwork(network);
      Container container =
          options.runtime().isPresent()
              ? runtime.start(request, options.runtime().get())
              : runtime.start(request);
      undo.push(container::delete);
      if (stdio instanceof Stdio.Pipes && !options.process().keepStdin()) {
        container.stdin().close();
      }
      return new RunningContainer(davit, id, options.name(), options.autoRemove(), container);
    } catch (RuntimeException e) {
      undo.run(e);
      throw e;
    } catch (IOException e) {
      UncheckedIOException failure = new UncheckedIOException(e);
      undo.run(failure);
      throw failure;
    }
  }

  /** Thinks it through without doing anything. */
  PlannedStart plan(ContainerOptions options, Stdio stdio) {
    String id = Machine.newId();
    Optional<Image> image = image(options.root());
    Spec spec = spec(options, id, image);
    RootSource root =
        image
            .map(i -> root(store.get().snapshots().plan(id, i)))
            .orElseGet(
                () -> {
                  Path own = files.directory(id);
                  Path lower = ((RootFiles.FromDirectory) options.root()).directory();
                  return new RootSource.Overlay(
                      List.of(lower), own.resolve("upper"), own.resolve("work"));
                });
    ContainerRequest request =
        request(options, id, image, spec, root, stdio)
            .withNetwork(HelpedNetwork.of(options.network(), options.ports()));
    return new PlannedStart(spec, runtime.plan(request).print().lines().toList());
  }

  /** The layers of an image; a directory of the host fills no volume. */
  private List<Path> lowerdirs(Optional<Image> image) {
    return image.map(i -> store.get().snapshots().plan("volume", i).lowerdirs()).orElse(List.of());
  }

  private Snapshot prepare(String id, RootFiles root, Optional<Image> image) {
    return image.isPresent()
        ? store.get().snapshots().prepare(id, image.get(), driver)
        : store.get().snapshots().prepare(id, ((RootFiles.FromDirectory) root).directory());
  }

  /** The files of a snapshot, as the runtime takes them. */
  static RootSource root(Snapshot snapshot) {
    if (snapshot.driver() == StorageDriver.COPY) {
      return new RootSource.Directory(snapshot.upperdir());
    }
    return new RootSource.Overlay(snapshot.lowerdirs(), snapshot.upperdir(), snapshot.workdir());
  }

  private Spec spec(ContainerOptions options, String id, Optional<Image> image) {
    return SpecFactory.create(
        options,
        config(image),
        new Facts(id, Machine.hostname(), Machine.capabilities(), files.mounted(id)));
  }

  private static ContainerConfig config(Optional<Image> image) {
    return image.flatMap(i -> i.config().config()).orElseGet(ContainerConfig::empty);
  }

  private static ContainerRequest request(
      ContainerOptions options,
      String id,
      Optional<Image> image,
      Spec spec,
      RootSource root,
      Stdio stdio) {
    return ContainerRequest.of(new ContainerId(id), spec, root, stdio)
        .withUser(SpecFactory.user(options.process(), config(image)))
        .withImage(options.root().toString())
        .withLabels(options.labels());
  }

  private ContainerRecord record(
      ContainerOptions options, String id, Optional<Image> image, Spec spec) {
    return new ContainerRecord(
        id,
        options.name(),
        options.root().toString(),
        image.map(i -> i.id().toString()),
        spec.process().orElseThrow().args(),
        Instant.now(),
        options.labels(),
        spec.mounts().stream().map(Mount::destination).toList(),
        volumes.names(options.volumes()),
        Optional.of(
            ProcessDefaults.of(
                spec.process().orElseThrow(), SpecFactory.user(options.process(), config(image)))),
        stopSignal(image),
        options.runtime().map(other -> other.program().toString()));
  }

  /** As in docker, an image whose signal does not exist is refused when a container is made. */
  private static Optional<String> stopSignal(Optional<Image> image) {
    Optional<String> named = config(image).stopSignal().filter(text -> !text.isEmpty());
    try {
      return named.map(Signal::parse).map(Signal::name);
    } catch (IllegalArgumentException e) {
      throw new OptionException("image", "StopSignal " + e.getMessage());
    }
  }

  private void checkDriver(ContainerOptions options) {
    if (driver == StorageDriver.COPY && options.root() instanceof RootFiles.FromDirectory) {
      throw new OptionException(
          "storage-driver", "copy: needs an image: a directory is protected by an overlay");
    }
  }

  private static void checkVolumes(ContainerOptions options) {
    for (Volume volume : options.volumes()) {
      if (!Files.exists(volume.source())) {
        throw new OptionException(
            "volume", volume.source() + ": no such file or directory: create it first");
      }
    }
  }
}
