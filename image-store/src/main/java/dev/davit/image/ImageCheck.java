package dev.davit.image;

import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.oci.DavitException;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.image.MediaTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether each image has all that it consists of. A layer that is not unpacked is unpacked again
 * from its archive; a damaged archive of a layer that is unpacked goes, so that it can be brought
 * again; an image that cannot run any more goes.
 */
final class ImageCheck {

  private final StoreParts store;
  private final UnpackLimits limits;
  private final DamageList damages;
  private final Map<Digest, Boolean> intact = new HashMap<>();

  ImageCheck(StoreParts store, UnpackLimits limits, DamageList damages) {
    this.store = store;
    this.limits = limits;
    this.damages = damages;
  }

  /** Looks at all images. The lock is not held: blobs never change, and reading them takes long. */
  void run() {
    Map<Digest, String> images = new HashMap<>();
    ImageIndex index;
    try {
      index = ImageIndex.read(store.layout().index());
    } catch (ImageException.Storage e) {
      // Reported already, and not to be mended.
      return;
    }
    for (ImageIndex.Entry entry : index.entries()) {
      String name = entry.reference().map(r -> r.familiar()).orElseGet(() -> id(entry.manifest()));
      images.merge(entry.manifest(), name, (a, b) -> a + ", " + b);
    }
    new java.util.TreeMap<>(byName(images))
        .forEach((name, manifest) -> check("image " + name, manifest));
  }

  /** What an image without a name is called: its id, as far as it can be read. */
  private String id(Digest manifest) {
    String known = "manifest " + manifest.shortHex();
    try {
      Digest config = Manifest.parse(store.blobs().document(manifest)).config().digest();
      return config.shortHex() + " (" + known + ")";
    } catch (DavitException | IllegalArgumentException e) {
      return known;
    }
  }

  private static Map<String, Digest> byName(Map<Digest, String> images) {
    Map<String, Digest> names = new HashMap<>();
    images.forEach((digest, name) -> names.put(name, digest));
    return names;
  }

  private void check(String image, Digest digest) {
    Manifest manifest;
    ImageConfig config;
    try {
      manifest = Manifest.parse(store.blobs().document(digest));
      config = ImageConfig.parse(store.blobs().document(manifest.config().digest()));
      if (manifest.layers().size() != config.rootfs().diffIds().size()) {
        throw new ImageException.Malformed("as many layers as diff_ids are needed");
      }
    } catch (DavitException | IllegalArgumentException e) {
      lost(image, digest, e.getMessage());
      return;
    }
    List<Digest> chain = ChainId.of(config.rootfs().diffIds());
    Set<Descriptor> bad = new LinkedHashSet<>();
    Set<Descriptor> needed = new LinkedHashSet<>();
    for (int i = 0; i < chain.size(); i++) {
      Descriptor layer = manifest.layers().get(i);
      if (!intact.computeIfAbsent(layer.digest(), d -> store.blobs().intact(d, layer.size()))) {
        bad.add(layer);
      }
      if (store.layers().find(chain.get(i)).isEmpty()) {
        needed.add(layer);
      }
    }
    Set<Descriptor> gone = new LinkedHashSet<>(needed);
    gone.retainAll(bad);
    if (!gone.isEmpty()) {
      lost(
          image,
          digest,
          "layer " + gone.iterator().next().digest() + " is neither unpacked nor to be unpacked");
      return;
    }
    if (!needed.isEmpty()) {
      damages.mend(
          image,
          needed.size() + " layers are not unpacked",
          "unpacked again",
          () -> unpack(image, digest, manifest, config));
    }
    bad.forEach(layer -> archive(image, layer.digest()));
  }

  private void lost(String image, Digest manifest, String problem) {
    damages.mend(
        image,
        problem,
        "removed: load or pull it again",
        () ->
            store
                .lock()
                .exclusive(
                    () -> {
                      ImageIndex index = ImageIndex.read(store.layout().index());
                      index
                          .withEntries(
                              index.entries().stream()
                                  .filter(e -> !e.manifest().equals(manifest))
                                  .toList())
                          .write(store.layout().index());
                      return null;
                    }));
  }

  private void archive(String image, Digest blob) {
    String cure = "it runs, but cannot be saved or pushed until it is loaded or pulled again";
    if (store.blobs().has(blob) && damages.repairs()) {
      store
          .lock()
          .exclusive(
              () -> {
                store.blobs().delete(blob);
                return null;
              });
    }
    damages.report(image, "the archive of layer " + blob + " is damaged or missing", cure);
  }

  private void unpack(String image, Digest digest, Manifest manifest, ImageConfig config) {
    List<FoundLayer> layers = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      layers.add(new FoundLayer(layer.digest(), layer.size(), Optional.empty(), false, false));
    }
    FoundImage found =
        new FoundImage(
            List.of(),
            new Document(
                manifest.mediaType().orElse(MediaTypes.MANIFEST),
                digest,
                store.blobs().document(digest)),
            new Document(
                manifest.config().mediaType(),
                manifest.config().digest(),
                store.blobs().document(manifest.config().digest())),
            config,
            layers);
    try (ImageImport session = new ImageImport(store, image, limits, ImportListener.NONE)) {
      session.add(found);
      session.commit();
    }
  }
}
