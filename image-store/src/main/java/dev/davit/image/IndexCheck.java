package dev.davit.image;

import dev.davit.image.content.ImageIndex;
import dev.davit.oci.DavitException;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.image.MediaTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the index can be read. A lost one is made anew from the manifests among the blobs, with
 * the names that its last copy has.
 */
final class IndexCheck {

  private final StoreParts store;
  private final DamageList damages;

  IndexCheck(StoreParts store, DamageList damages) {
    this.store = store;
    this.damages = damages;
  }

  /** Looks; the store's lock is held exclusively. */
  void run() {
    Path file = store.layout().index();
    try {
      ImageIndex index = ImageIndex.read(file);
      if (index.broken() > 0) {
        damages.mend(
            "image/index.json",
            index.broken() + " entries make no sense",
            "dropped",
            () -> index.withoutBroken().write(file));
      }
      if (!java.nio.file.Files.exists(file) && !manifests().isEmpty()) {
        damages.mend("image/index.json", "missing", "made from the blobs", this::rebuild);
      }
    } catch (ImageException.Storage e) {
      damages.mend("image/index.json", "no image index", "made from the blobs", this::rebuild);
    }
  }

  private void rebuild() {
    Path file = store.layout().index();
    List<Digest> intact = manifests();
    Set<Digest> named = new HashSet<>();
    List<ImageIndex.Entry> entries = new ArrayList<>();
    for (ImageIndex.Entry entry : ImageIndex.readBackup(file).entries()) {
      if (intact.contains(entry.manifest())) {
        entries.add(entry);
        named.add(entry.manifest());
      }
    }
    for (Digest manifest : intact) {
      if (named.add(manifest)) {
        String type =
            Manifest.parse(store.blobs().document(manifest))
                .mediaType()
                .orElse(MediaTypes.MANIFEST);
        entries.add(
            new ImageIndex.Entry(manifest, type, store.blobs().size(manifest), Optional.empty()));
      }
    }
    ImageIndex.of(entries).write(file);
  }

  /** The blobs that are manifests of images whose configurations are there. */
  private List<Digest> manifests() {
    List<Digest> manifests = new ArrayList<>();
    for (Digest digest : store.blobs().list()) {
      if (store.blobs().size(digest) <= dev.davit.image.content.BlobStore.MAX_DOCUMENT_BYTES
          && isManifest(digest)) {
        manifests.add(digest);
      }
    }
    return manifests;
  }

  private boolean isManifest(Digest digest) {
    try {
      Manifest manifest = Manifest.parse(store.blobs().document(digest));
      return MediaTypes.isConfig(manifest.config().mediaType())
          && ImageConfig.parse(store.blobs().document(manifest.config().digest()))
                  .rootfs()
                  .diffIds()
                  .size()
              == manifest.layers().size();
    } catch (DavitException | IllegalArgumentException e) {
      return false;
    }
  }
}
