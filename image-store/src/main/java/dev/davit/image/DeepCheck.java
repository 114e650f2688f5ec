package dev.davit.image;

import dev.davit.image.content.DurableFile;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.journal.Intent;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.TreeDifference;
import dev.davit.image.layer.TreeRemoval;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.image.snapshot.Snapshots;
import dev.davit.linux.IoFailure;
import dev.davit.oci.DavitException;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the files of layers are what their archives say: each layer is unpacked once more, beside
 * the store, and compared. One that is not what it should be is replaced, unless a container stands
 * on it.
 */
final class DeepCheck {

  private final StoreParts store;
  private final UnpackLimits limits;
  private final Snapshots snapshots;
  private final DamageList damages;
  private final Set<Digest> compared = new HashSet<>();

  DeepCheck(StoreParts store, UnpackLimits limits, Snapshots snapshots, DamageList damages) {
    this.store = store;
    this.limits = limits;
    this.snapshots = snapshots;
    this.damages = damages;
  }

  /** Compares the layers of all images that can be read; the others are reported already. */
  void run() {
    try (Intent intent = store.journal().begin("check --deep");
        StageSync disk = new StageSync(intent.directory())) {
      for (ImageIndex.Entry entry : ImageIndex.read(store.layout().index()).entries()) {
        compare(entry.manifest(), intent, disk);
      }
    }
  }

  private void compare(Digest digest, Intent intent, StageSync disk) {
    Manifest manifest;
    ImageConfig config;
    try {
      manifest = Manifest.parse(store.blobs().document(digest));
      config = ImageConfig.parse(store.blobs().document(manifest.config().digest()));
    } catch (DavitException | IllegalArgumentException e) {
      return;
    }
    List<Digest> chainIds = ChainId.of(config.rootfs().diffIds());
    lease(intent, manifest, chainIds);
    for (int i = 0; i < Math.min(chainIds.size(), manifest.layers().size()); i++) {
      Optional<Layer> layer = store.layers().find(chainIds.get(i));
      Descriptor archive = manifest.layers().get(i);
      if (layer.isPresent()
          && store.blobs().has(archive.digest())
          && compared.add(chainIds.get(i))) {
        compare(layer.get(), archive.digest(), chainIds.subList(0, i), intent, disk);
      }
    }
  }

  /** So that an image that is removed meanwhile does not take its layers from under the check. */
  private void lease(Intent intent, Manifest manifest, List<Digest> chainIds) {
    Set<Digest> needed = new HashSet<>(chainIds);
    manifest.layers().forEach(layer -> needed.add(layer.digest()));
    store
        .lock()
        .shared(
            () -> {
              intent.lease(needed);
              return null;
            });
  }

  private void compare(
      Layer layer, Digest archive, List<Digest> below, Intent intent, StageSync disk) {
    Path holder = intent.directory().resolve("anew-" + layer.cacheId());
    String name = "layer " + layer.chainId();
    try (LayerTask task = task(name, layer, archive, below, holder, disk)) {
      task.read(blob -> LayerBlob.verified(store.blobs().open(blob)));
      Layer anew = task.finish().layer();
      TreeDifference.of(store.layers().directory(layer), holder.resolve("diff"))
          .ifPresent(
              difference ->
                  damages.mend(
                      name,
                      difference,
                      "unpacked again",
                      () -> replace(layer, anew, holder, intent, disk)));
    } catch (DavitException e) {
      damages.report(name, "cannot be compared", e.getMessage());
    } finally {
      TreeRemoval.remove(holder);
    }
  }

  private LayerTask task(
      String name, Layer layer, Digest archive, List<Digest> below, Path holder, StageSync disk) {
    return new LayerTask(
        name,
        archive,
        layer.diffId(),
        layer.chainId(),
        layer.parent(),
        holder,
        false,
        limits,
        ImportListener.NONE,
        disk::written,
        () -> directories(below));
  }

  /** Of the layers below, top-most first, as far as they can be seen. */
  private List<Path> directories(List<Digest> chainIds) {
    List<Path> directories = new ArrayList<>();
    for (int i = chainIds.size() - 1; i >= 0; i--) {
      Digest chainId = chainIds.get(i);
      Layer layer =
          store
              .layers()
              .find(chainId)
              .orElseThrow(() -> new ImageException.NotFound("layer " + chainId + " is missing"));
      directories.add(store.layers().directory(layer));
      if (layer.opaque()) {
        break;
      }
    }
    return directories;
  }

  private void replace(Layer layer, Layer anew, Path holder, Intent intent, StageSync disk) {
    LayerPlacement placement =
        new LayerPlacement(
            store.layers(), intent.directory(), List.of(new LayerTask.Unpacked(holder, anew)));
    disk.finish();
    store
        .lock()
        .exclusive(
            () -> {
              List<String> users =
                  snapshots.list().entrySet().stream()
                      .filter(c -> c.getValue().cacheIds().contains(layer.cacheId()))
                      .map(java.util.Map.Entry::getKey)
                      .toList();
              if (!users.isEmpty()) {
                throw new ImageException.Unsupported(
                    "containers stand on it: remove them first: " + String.join(", ", users));
              }
              try {
                store.layers().forget(layer.chainId());
                store.layers().discard(layer.cacheId(), intent.directory());
                placement.placeDirectories();
                placement.placeRecords();
                DurableFile.sync(store.layout().layerdb());
              } catch (IOException e) {
                throw new ImageException.Storage(
                    "layer " + layer.chainId() + ": " + IoFailure.reason(e), e);
              }
              return null;
            });
  }
}
