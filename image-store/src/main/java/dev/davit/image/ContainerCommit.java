package dev.davit.image;

import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.archive.LayerFile;
import dev.davit.image.archive.NewImage;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.snapshot.Change;
import dev.davit.image.snapshot.Snapshots;
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
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an image of what a container has changed: the image that it stands on, and one layer. */
final class ContainerCommit {

  private final StoreParts store;
  private final Snapshots snapshots;

  ContainerCommit(StoreParts store, Snapshots snapshots) {
    this.store = store;
    this.snapshots = snapshots;
  }

  /** The image that a container stands on. */
  Digest base(String containerId) {
    return snapshots
        .record(containerId)
        .image()
        .orElseThrow(
            () ->
                new ImageException.Unsupported(
                    "container "
                        + containerId
                        + ": commit: it stands on a directory, not on an image (archive the"
                        + " directory and import that)"));
  }

  /**
   * Writes the layer and makes the documents.
   *
   * @param stage a directory for the layer, which the caller removes
   */
  FoundImage make(
      String containerId,
      Image base,
      List<Change> changes,
      Commit commit,
      Optional<ImageReference> name,
      Path stage) {
    Manifest below = Manifest.parse(store.blobs().document(base.manifest()));
    List<Descriptor> descriptors = new ArrayList<>(below.layers());
    List<FoundLayer> layers = new ArrayList<>();
    for (Descriptor layer : descriptors) {
      layers.add(new FoundLayer(layer.digest(), layer.size(), Optional.empty(), false, false));
    }
    List<Digest> diffIds = new ArrayList<>(base.config().rootfs().diffIds());
    if (!changes.isEmpty()) {
      Path file = stage.resolve("changes");
      LayerFile layer = archive(containerId, changes, file);
      diffIds.add(layer.diffId());
      descriptors.add(Descriptor.of(MediaTypes.LAYER_GZIP, layer.digest(), layer.size()));
      layers.add(new FoundLayer(layer.digest(), layer.size(), Optional.of(file), true, true));
    }
    ImageConfig config = config(base.config(), diffIds, commit, changes.isEmpty());
    return NewImage.of(name.stream().toList(), config, descriptors, layers);
  }

  private LayerFile archive(String containerId, List<Change> changes, Path file) {
    try (OutputStream out = Files.newOutputStream(file);
        LayerFile.Writer layer = new LayerFile.Writer(out)) {
      snapshots.archive(containerId, changes, layer);
      LayerFile written = layer.finish();
      FaultPoint.CHANGES_ARCHIVED.reached();
      return written;
    } catch (IOException e) {
      throw new ImageException.Storage(
          "container " + containerId + ": commit: " + IoFailure.reason(e), e);
    }
  }

  private static ImageConfig config(
      ImageConfig base, List<Digest> diffIds, Commit commit, boolean emptyLayer) {
    Optional<String> created = commit.created().map(Object::toString);
    List<History> history = new ArrayList<>(base.history());
    history.add(
        new History(
            created,
            Optional.of("davit commit"),
            commit.author(),
            commit.comment(),
            emptyLayer,
            Map.of()));
    ContainerConfig changed =
        ConfigChange.apply(base.config().orElseGet(ContainerConfig::empty), commit.changes());
    return new ImageConfig(
        created,
        commit.author().or(base::author),
        base.architecture(),
        base.os(),
        base.osVersion(),
        base.osFeatures(),
        base.variant(),
        Optional.of(changed),
        new RootFs("layers", diffIds, Map.of()),
        history,
        base.unknown());
  }
}
