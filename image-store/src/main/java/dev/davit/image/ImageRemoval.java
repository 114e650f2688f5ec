package dev.davit.image;

import dev.davit.image.content.ImageIndex;
import dev.davit.image.snapshot.Snapshots;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Takes names and images out of the index; their content is the collector's. */
final class ImageRemoval {

  private final StoreParts store;
  private final ImageCatalog catalog;
  private final Snapshots snapshots;

  ImageRemoval(StoreParts store, ImageCatalog catalog, Snapshots snapshots) {
    this.store = store;
    this.catalog = catalog;
    this.snapshots = snapshots;
  }

  /**
   * What a removal comes to.
   *
   * @param leavesContent whether a manifest went, with or without its image, so that there may be
   *     content to collect
   */
  record Outcome(Removal removal, boolean leavesContent) {}

  /** Removes; the caller holds the store's lock exclusively. */
  Outcome remove(String nameOrId, boolean force) {
    ImageIndex index = ImageIndex.read(store.layout().index());
    ImageCatalog.Listing listing = catalog.list(index);
    Optional<ImageIndex.Entry> damaged = damaged(index, listing, nameOrId);
    if (damaged.isPresent()) {
      return removeDamaged(index, damaged.get());
    }
    Image image = ImageCatalog.resolve(listing, nameOrId);
    Optional<ImageReference> name =
        ImageCatalog.reference(nameOrId)
            .filter(image.references()::contains)
            .filter(n -> image.references().size() > 1);
    if (name.isPresent()) {
      boolean leaves = write(index, entry -> !entry.reference().equals(name));
      return new Outcome(new Removal(List.of(name.get()), Optional.empty()), leaves);
    }
    if (image.references().size() > 1 && !force) {
      throw ImageException.Ambiguous.names(
          nameOrId, image.references().stream().map(ImageReference::familiar).toList());
    }
    List<String> users = snapshots.users(image.id());
    if (!users.isEmpty()) {
      throw new ImageException.InUse(image.displayName(), users);
    }
    Set<Digest> manifests = new HashSet<>();
    listing
        .contents()
        .forEach(
            (manifest, contents) -> {
              if (contents.blobs().contains(image.id())) {
                manifests.add(manifest);
              }
            });
    boolean leaves = write(index, entry -> !manifests.contains(entry.manifest()));
    return new Outcome(new Removal(image.references(), Optional.of(image.id())), leaves);
  }

  private Optional<ImageIndex.Entry> damaged(
      ImageIndex index, ImageCatalog.Listing listing, String name) {
    Optional<ImageReference> reference = ImageCatalog.reference(name);
    return index.entries().stream()
        .filter(entry -> listing.problems().containsKey(entry.manifest()))
        .filter(
            entry ->
                entry.manifest().toString().equals(name)
                    || reference.isPresent() && entry.reference().equals(reference))
        .findFirst();
  }

  /** Of a damaged image only the manifest's digest is known to be its own. */
  private Outcome removeDamaged(ImageIndex index, ImageIndex.Entry damaged) {
    boolean leaves = write(index, entry -> !entry.equals(damaged));
    return new Outcome(
        new Removal(damaged.reference().stream().toList(), Optional.of(damaged.manifest())),
        leaves);
  }

  /** Writes the rest; true if a manifest is not in it any more. */
  private boolean write(ImageIndex index, Predicate<ImageIndex.Entry> kept) {
    List<ImageIndex.Entry> left = index.entries().stream().filter(kept).toList();
    index.withEntries(left).write(store.layout().index());
    Set<Digest> manifests = new HashSet<>();
    left.forEach(entry -> manifests.add(entry.manifest()));
    return index.entries().stream().anyMatch(entry -> !manifests.contains(entry.manifest()));
  }
}
