package dev.davit.image.build;

import dev.davit.image.ImageException;
import dev.davit.image.archive.ArchiveFiles;
import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.archive.ImageFinder;
import dev.davit.image.archive.LayerFile;
import dev.davit.image.archive.LayoutDirectory;
import dev.davit.image.archive.NewImage;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.image.archive.StagedArchive;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.content.VerifyingStream;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.History;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.image.MediaTypes;
import dev.davit.oci.image.RootFs;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Writes one image as an OCI layout. */
final class LayoutBuild {

  private final Path directory;
  private final Optional<Path> base;
  private final LayerFiles files;
  private final Optional<Instant> created;
  private final Optional<ImageReference> name;

  LayoutBuild(
      Path directory,
      Optional<Path> base,
      LayerFiles files,
      Optional<Instant> created,
      Optional<ImageReference> name) {
    this.directory = directory.toAbsolutePath();
    this.base = base;
    this.files = files;
    this.created = created;
    this.name = name;
  }

  Digest write(UnaryOperator<ContainerConfig> change) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> there = Files.list(directory)) {
        if (there.findAny().isPresent()) {
          throw new ImageException.Exists(directory + ": not empty");
        }
      }
      Path stage = Files.createDirectory(directory.resolve(".stage"));
      try {
        return write(change, stage);
      } finally {
        remove(stage);
      }
    } catch (IOException e) {
      throw new ImageException.Storage(directory + ": build: " + IoFailure.reason(e), e);
    }
  }

  private static void remove(Path stage) throws IOException {
    try (Stream<Path> left = Files.list(stage)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(stage);
  }

  private Digest write(UnaryOperator<ContainerConfig> change, Path stage) throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    Optional<FoundImage> below = base.isPresent() ? Optional.of(find(stage)) : Optional.empty();
    List<Descriptor> descriptors = new ArrayList<>();
    List<Digest> diffIds = new ArrayList<>();
    if (below.isPresent()) {
      for (FoundLayer layer : below.get().layers()) {
        copy(layer, blobs);
      }
      Manifest.parse(below.get().manifest().text())
          .layers()
          .forEach(layer -> descriptors.add(oci(layer)));
      diffIds.addAll(below.get().parsed().rootfs().diffIds());
    }
    if (!files.isEmpty()) {
      LayerFile layer = layer(stage, blobs);
      descriptors.add(Descriptor.of(MediaTypes.LAYER_GZIP, layer.digest(), layer.size()));
      diffIds.add(layer.diffId());
    }
    ImageConfig config = config(below.map(FoundImage::parsed), diffIds, change);
    FoundImage made = NewImage.of(name.stream().toList(), config, descriptors, List.of());
    Files.writeString(blobs.resolve(made.config().digest().hex()), made.config().text());
    Files.writeString(blobs.resolve(made.manifest().digest().hex()), made.manifest().text());
    Files.writeString(directory.resolve("oci-layout"), StoreLayout.OCI_LAYOUT);
    long size = made.manifest().text().getBytes(StandardCharsets.UTF_8).length;
    Files.writeString(
        directory.resolve("index.json"),
        ImageIndex.of(
                List.of(
                    new ImageIndex.Entry(
                        made.manifest().digest(), MediaTypes.MANIFEST, size, name)))
            .toJson());
    return made.config().digest();
  }

  private FoundImage find(Path stage) throws IOException {
    Path from = base.orElseThrow();
    ArchiveFiles archive;
    if (Files.isDirectory(from)) {
      archive = new LayoutDirectory(from);
    } else {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(from))) {
        archive = StagedArchive.read(in, from.toString(), stage);
      }
    }
    List<FoundImage> found = new ImageFinder(archive, PlatformChoice.ofThisMachine()).find();
    if (found.size() != 1) {
      throw new ImageException.Malformed(
          from + ": " + found.size() + " images: a base is one image (save it alone)");
    }
    return found.get(0);
  }

  /** The same bytes under the name that the OCI has for them. */
  private static Descriptor oci(Descriptor layer) {
    String type =
        switch (layer.mediaType()) {
          case MediaTypes.DOCKER_LAYER -> MediaTypes.LAYER;
          case MediaTypes.DOCKER_LAYER_GZIP -> MediaTypes.LAYER_GZIP;
          case MediaTypes.DOCKER_LAYER_ZSTD -> MediaTypes.LAYER_ZSTD;
          default -> layer.mediaType();
        };
    return Descriptor.of(type, layer.digest(), layer.size());
  }

  private static void copy(FoundLayer layer, Path blobs) throws IOException {
    Path source =
        layer
            .file()
            .orElseThrow(
                () -> new ImageException.Malformed("layer " + layer.digest() + " is missing"));
    Path target =
        Files.createDirectories(blobs.resolveSibling(layer.digest().algorithm().toString()))
            .resolve(layer.digest().hex());
    try (VerifyingStream in =
        new VerifyingStream(Files.newInputStream(source), layer.digest().algorithm(), n -> {})) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      in.verify("layer " + layer.digest(), layer.digest());
    }
  }

  private LayerFile layer(Path stage, Path blobs) throws IOException {
    Path file = stage.resolve("layer");
    LayerFile written;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        LayerFile.Writer layer = new LayerFile.Writer(out)) {
      files.write(layer);
      written = layer.finish();
    }
    Files.move(file, blobs.resolve(written.digest().hex()), StandardCopyOption.REPLACE_EXISTING);
    return written;
  }

  private ImageConfig config(
      Optional<ImageConfig> below, List<Digest> diffIds, UnaryOperator<ContainerConfig> change) {
    Optional<String> time = created.map(Instant::toString);
    List<History> history = new ArrayList<>(below.map(ImageConfig::history).orElse(List.of()));
    history.add(
        new History(
            time,
            Optional.of("dev.davit.image.build"),
            Optional.empty(),
            Optional.empty(),
            files.isEmpty(),
            Map.of()));
    ContainerConfig defaults = below.flatMap(ImageConfig::config).orElseGet(ContainerConfig::empty);
    return new ImageConfig(
        time,
        Optional.empty(),
        below
            .map(ImageConfig::architecture)
            .orElseGet(() -> PlatformChoice.ofThisMachine().architecture()),
        below.map(ImageConfig::os).orElse("linux"),
        below.flatMap(ImageConfig::osVersion),
        below.map(ImageConfig::osFeatures).orElse(List.of()),
        below.flatMap(ImageConfig::variant),
        Optional.of(change.apply(defaults)),
        new RootFs("layers", diffIds, Map.of()),
        history,
        Map.of());
  }
}
