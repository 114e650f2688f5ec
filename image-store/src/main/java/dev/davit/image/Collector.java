package dev.davit.image;

import dev.davit.image.content.ImageIndex;
import dev.davit.image.layer.Layer;
import dev.davit.image.snapshot.ContainerRecord;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
   * What nothing refers to.
   *
   * @param blobs documents and archives
   * @param chainIds records of layers
   * @param cacheIds directories of layers
   */
  record Garbage(List<Digest> blobs, List<Digest> chainIds, List<Integer> cacheIds) {
    boolean isEmpty() {
      return blobs.isEmpty() && chainIds.isEmpty() && cacheIds.isEmpty();
    }
  }

  /**
   * Collects. The caller holds the store's lock exclusively. While an image is damaged nobody knows
   * what it refers to, so nothing goes then.
   *
   * @param trash where directories are moved, for removal without the lock
   */
  void collect(Path trash, Collection<ContainerRecord> containers) {
    dropTwins();
    Garbage garbage = find(containers);
    try {
      garbage.blobs().forEach(store.blobs()::delete);
      for (Digest chainId : garbage.chainIds()) {
        store.layers().forget(chainId);
      }
      for (int cacheId : garbage.cacheIds()) {
        store.layers().discard(cacheId, trash);
      }
    } catch (IOException e) {
      throw new ImageException.Storage(
          store.layout().root() + ": collect garbage: " + IoFailure.reason(e), e);
    }
  }

  /** Drops manifests without a name of images that have names by other manifests. */
  private void dropTwins() {
    ImageIndex index;
    try {
      index = ImageIndex.read(store.layout().index());
    } catch (ImageException.Storage e) {
      // A damaged index is nobody's to write.
      return;
    }
    if (index.entries().stream().allMatch(entry -> entry.reference().isPresent())) {
      return;
    }
    ImageCatalog.Listing listing = catalog.list(index);
    List<ImageIndex.Entry> kept =
        index.entries().stream()
            .filter(
                entry ->
                    entry.reference().isPresent()
                        || listing.of(entry.manifest()).stream()
                            .allMatch(image -> image.references().isEmpty()))
            .toList();
    if (kept.size() < index.entries().size()) {
      index.withEntries(kept).write(store.layout().index());
    }
  }

  /** Finds what would be collected. The caller holds the store's lock exclusively. */
  Garbage find(Collection<ContainerRecord> containers) {
    ImageCatalog.Listing listing;
    try {
      ImageIndex index = ImageIndex.read(store.layout().index());
      listing = catalog.list(index);
      if (!listing.problems().isEmpty() || index.strangers() > 0) {
        return new Garbage(List.of(), List.of(), List.of());
      }
    } catch (ImageException.Storage e) {
      // A damaged index: nobody knows what it refers to.
      return new Garbage(List.of(), List.of(), List.of());
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
    List<Digest> unneeded =
        store.blobs().list().stream().filter(blob -> !blobs.contains(blob)).toList();
    return layers(unneeded, chainIds, cacheIds);
  }

  private void addChain(Set<Digest> needed, Digest top) {
    Optional<Digest> at = Optional.of(top);
    while (at.isPresent() && needed.add(at.get())) {
      at = store.layers().find(at.get()).flatMap(Layer::parent);
    }
  }

  private Garbage layers(List<Digest> blobs, Set<Digest> needed, Set<Integer> cacheIds) {
    List<Digest> records = new ArrayList<>();
    for (Digest chainId : store.layers().chainIds()) {
      if (needed.contains(chainId)) {
        store.layers().find(chainId).map(Layer::cacheId).ifPresent(cacheIds::add);
      } else {
        records.add(chainId);
      }
    }
    List<Integer> directories =
        store.layers().cacheIds().stream().filter(id -> !cacheIds.contains(id)).toList();
    return new Garbage(blobs, records, directories);
  }
}
