package dev.davit.image;

import dev.davit.image.content.ImageIndex;
import dev.davit.image.layer.Layer;
import dev.davit.image.snapshot.ContainerRecord;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes content that nothing refers to any more. What counts as a reference: the images of the
 * index, the containers, and unfinished work.
 */
final class Collector {

  private final StoreParts store;
  private final ImageCatalog catalog;

  Collector(StoreParts store, ImageCatalog catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  /**
   * Collects. The caller holds the store's lock exclusively. While an image is damaged nobody knows
   * what it refers to, so nothing goes then.
   *
   * @param trash where directories are moved, for removal without the lock
   */
  void collect(Path trash, Collection<ContainerRecord> containers) {
    ImageIndex index = ImageIndex.read(store.layout().index());
    ImageCatalog.Listing listing = catalog.list(index);
    if (!listing.problems().isEmpty() || index.strangers() > 0) {
      return;
    }
    Set<Digest> blobs = new HashSet<>(store.journal().leases());
    Set<Digest> chainIds = new HashSet<>(blobs);
    for (ImageCatalog.Contents contents : listing.contents().values()) {
      blobs.addAll(contents.blobs());
      chainIds.addAll(contents.chainIds());
    }
    Set<Integer> cacheIds = new HashSet<>();
    for (ContainerRecord container : containers) {
      cacheIds.addAll(container.cacheIds());
      container.chainId().ifPresent(chainId -> addChain(chainIds, chainId));
    }
    try {
      for (Digest blob : store.blobs().list()) {
        if (!blobs.contains(blob)) {
          store.blobs().delete(blob);
        }
      }
      collectLayers(chainIds, cacheIds, trash);
    } catch (IOException e) {
      throw new ImageException.Storage(
          store.layout().root() + ": collect garbage: " + IoFailure.reason(e), e);
    }
  }

  private void addChain(Set<Digest> needed, Digest top) {
    Optional<Digest> at = Optional.of(top);
    while (at.isPresent() && needed.add(at.get())) {
      at = store.layers().find(at.get()).flatMap(Layer::parent);
    }
  }

  private void collectLayers(Set<Digest> needed, Set<Integer> cacheIds, Path trash)
      throws IOException {
    for (Digest chainId : store.layers().chainIds()) {
      if (needed.contains(chainId)) {
        store.layers().find(chainId).map(Layer::cacheId).ifPresent(cacheIds::add);
      } else {
        store.layers().forget(chainId);
      }
    }
    List<Integer> all = store.layers().cacheIds();
    for (int cacheId : all) {
      if (!cacheIds.contains(cacheId)) {
        store.layers().discard(cacheId, trash);
      }
    }
  }
}
