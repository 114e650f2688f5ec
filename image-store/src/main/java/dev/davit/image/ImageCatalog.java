package dev.davit.image;

import dev.davit.image.content.BlobStore;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerStore;
import dev.davit.oci.DavitException;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the images of an index, and finds one by what people call it. */
final class ImageCatalog {

  private final BlobStore blobs;
  private final LayerStore layers;

  ImageCatalog(BlobStore blobs, LayerStore layers) {
    this.blobs = blobs;
    this.layers = layers;
  }

  /**
   * What an index holds.
   *
   * @param images those that can be read, in the index's order
   * @param problems what is wrong with the others
   * @param contents what each image needs, by its manifest
   * @param entries the index's own entries: names with their manifests
   */
  record Listing(
      List<Image> images,
      Map<Digest, String> problems,
      Map<Digest, Contents> contents,
      List<ImageIndex.Entry> entries) {

    /** The image that a manifest is of, if it can be read. */
    Optional<Image> of(Digest manifest) {
      return Optional.ofNullable(contents.get(manifest))
          .flatMap(has -> images.stream().filter(i -> i.id().equals(has.image())).findFirst());
    }
  }

  /**
   * What an image needs. Of an uncompressed base layer, blob and chain id are the same digest.
   *
   * @param image its id
   * @param blobs its documents and layer archives
   * @param chainIds its unpacked layers
   */
  record Contents(Digest image, List<Digest> blobs, List<Digest> chainIds) {}

  /** Reads all images; one that is damaged does not hide the others. */
  Listing list(ImageIndex index) {
    Map<Digest, List<ImageReference>> names = new LinkedHashMap<>();
    Map<Digest, List<ImageReference>> pulled = new LinkedHashMap<>();
    for (ImageIndex.Entry entry : index.entries()) {
      List<ImageReference> references =
          names.computeIfAbsent(entry.manifest(), manifest -> new ArrayList<>());
      List<ImageReference> digests =
          pulled.computeIfAbsent(entry.manifest(), manifest -> new ArrayList<>());
      entry.reference().ifPresent(references::add);
      origin(entry).filter(name -> !digests.contains(name)).ifPresent(digests::add);
    }
    Map<Digest, Image> images = new LinkedHashMap<>();
    Map<Digest, String> problems = new LinkedHashMap<>();
    Map<Digest, Contents> contents = new LinkedHashMap<>();
    names.forEach(
        (digest, references) -> {
          try {
            Manifest manifest = Manifest.parse(blobs.document(digest));
            Image image = image(digest, manifest, references, pulled.get(digest));
            images.merge(image.id(), image, ImageCatalog::merge);
            contents.put(digest, contents(digest, manifest, image));
          } catch (DavitException | IllegalArgumentException e) {
            problems.put(digest, e.getMessage());
          }
        });
    return new Listing(List.copyOf(images.values()), problems, contents, index.entries());
  }

  private static Optional<ImageReference> origin(ImageIndex.Entry entry) {
    Optional<Digest> digest =
        entry.origin().or(() -> entry.reference().flatMap(ImageReference::digest));
    return entry
        .reference()
        .flatMap(
            name ->
                digest.map(
                    d ->
                        new ImageReference(
                            name.domain(), name.path(), Optional.empty(), Optional.of(d))));
  }

  private Image image(
      Digest digest,
      Manifest manifest,
      List<ImageReference> references,
      List<ImageReference> pulled) {
    ImageConfig config = ImageConfig.parse(blobs.document(manifest.config().digest()));
    List<Digest> chainIds = ChainId.of(config.rootfs().diffIds());
    long size = 0;
    for (Digest chainId : chainIds) {
      size += layers.find(chainId).map(Layer::size).orElse(0L);
    }
    return new Image(
        manifest.config().digest(), references, pulled, digest, config, chainIds, size);
  }

  /** One configuration under two manifests, as when only the compression differs, is one image. */
  private static Image merge(Image first, Image second) {
    List<ImageReference> all = new ArrayList<>(first.references());
    all.addAll(second.references());
    List<ImageReference> pulled = new ArrayList<>(first.pulled());
    pulled.addAll(second.pulled());
    return new Image(
        first.id(),
        all,
        pulled,
        first.manifest(),
        first.config(),
        first.chainIds(),
        first.sizeBytes());
  }

  private static Contents contents(Digest digest, Manifest manifest, Image image) {
    List<Digest> blobs = new ArrayList<>(List.of(digest, image.id()));
    manifest.layers().forEach(layer -> blobs.add(layer.digest()));
    return new Contents(image.id(), blobs, image.chainIds());
  }

  /**
   * Finds an image by id, name or the beginning of its id, in this order.
   *
   * @throws ImageException.NotFound if there is none
   * @throws ImageException.Ambiguous if a beginning fits several
   */
  static Image resolve(Listing listing, String name) {
    return byDigest(listing, name)
        .or(() -> byReference(listing, name))
        .or(() -> byPrefix(listing, name))
        .orElseThrow(() -> missing(listing, name));
  }

  private static ImageException missing(Listing listing, String name) {
    for (Map.Entry<Digest, String> problem : listing.problems().entrySet()) {
      if (problem.getKey().toString().equals(name)) {
        return new ImageException.NotFound(name + ": damaged: " + problem.getValue());
      }
    }
    String damaged =
        listing.problems().isEmpty()
            ? ""
            : " ("
                + listing.problems().size()
                + " images are damaged: "
                + listing.problems().values().iterator().next()
                + ")";
    return new ImageException.NotFound(name + ": no such image" + damaged);
  }

  private static Optional<Image> byDigest(Listing listing, String name) {
    return listing.images().stream()
        .filter(image -> image.id().toString().equals(name) || image.id().hex().equals(name))
        .findFirst()
        .or(() -> byManifest(listing, name));
  }

  private static Optional<Image> byManifest(Listing listing, String name) {
    return listing.contents().keySet().stream()
        .filter(manifest -> manifest.toString().equals(name))
        .flatMap(manifest -> listing.of(manifest).map(i -> i.withManifest(manifest)).stream())
        .findFirst();
  }

  /** The reference that a name means, unless it is none. */
  static Optional<ImageReference> reference(String name) {
    try {
      return Optional.of(ImageReference.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Image> byReference(Listing listing, String name) {
    Optional<ImageReference> wanted = reference(name);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    ImageReference reference = wanted.get();
    return named(listing, reference).or(() -> withDigest(listing, reference));
  }

  /** The image of a name, with the manifest that has this name where it has several. */
  private static Optional<Image> named(Listing listing, ImageReference wanted) {
    return listing.entries().stream()
        .filter(entry -> entry.reference().filter(has -> fits(entry, has, wanted)).isPresent())
        .flatMap(
            entry ->
                listing.of(entry.manifest()).map(i -> i.withManifest(entry.manifest())).stream())
        .findFirst();
  }

  private static Optional<Image> withDigest(Listing listing, ImageReference reference) {
    return listing.images().stream()
        .filter(image -> image.pulled().stream().anyMatch(r -> isPulled(r, reference)))
        .findFirst();
  }

  private static boolean isPulled(ImageReference has, ImageReference wanted) {
    return wanted.digest().isPresent()
        && has.name().equals(wanted.name())
        && has.digest().equals(wanted.digest());
  }

  /** A digest decides alone, even beside a tag that has moved on. */
  private static boolean fits(ImageIndex.Entry entry, ImageReference has, ImageReference wanted) {
    if (wanted.digest().isPresent()) {
      return has.name().equals(wanted.name())
          && wanted.digest().get().equals(has.digest().orElse(entry.manifest()));
    }
    return has.name().equals(wanted.name()) && has.tag().equals(wanted.tag());
  }

  private static Optional<Image> byPrefix(Listing listing, String name) {
    String hex = name.startsWith("sha256:") ? name.substring(7) : name;
    if (!hex.matches("[0-9a-f]{1,64}")) {
      return Optional.empty();
    }
    List<Image> fitting =
        listing.images().stream().filter(image -> image.id().hex().startsWith(hex)).toList();
    if (fitting.size() > 1) {
      throw new ImageException.Ambiguous(
          name,
          fitting.stream()
              .map(image -> image.id().shortHex() + " (" + image.displayName() + ")")
              .toList());
    }
    return fitting.stream().findFirst();
  }
}
