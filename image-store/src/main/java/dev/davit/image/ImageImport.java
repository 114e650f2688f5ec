package dev.davit.image;

import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.image.content.DownloadLocks;
import dev.davit.image.content.DurableFile;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.content.VerifyingStream;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.journal.Intent;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings images into the store, all or none: everything is verified and unpacked in a directory of
 * the journal, and gets its place by rename at the end, while the store is locked.
 */
final class ImageImport implements AutoCloseable {

  private final StoreParts store;
  private final Intent intent;
  private final String label;
  private final ImportListener listener;
  private final Map<Digest, Path> staged = new LinkedHashMap<>();
  private final Map<Digest, Digest> origins = new HashMap<>();
  private final StageSync disk;
  private final LayerImport layers;
  private final DownloadLocks downloading;
  private final List<FoundImage> images = new ArrayList<>();
  private int places;

  ImageImport(StoreParts store, String label, UnpackLimits limits, ImportListener listener) {
    this.store = store;
    this.label = label;
    this.listener = listener;
    this.downloading = new DownloadLocks(store.layout());
    this.intent = store.journal().begin("load " + label);
    this.disk = disk(intent);
    this.layers =
        new LayerImport(store.layers(), intent.directory(), label, limits, listener, disk::written);
  }

  private static StageSync disk(Intent intent) {
    try {
      return new StageSync(intent.directory());
    } catch (ImageException e) {
      intent.close();
      throw e;
    }
  }

  /**
   * From now on an archive without its end marker is refused. That of a layer with a known digest
   * is whole without one, and some builders write none.
   */
  void needEndMarkers() {
    layers.needEndMarkers();
  }

  /** A directory for files that go when this ends. */
  Path stage() {
    return intent.directory();
  }

  /** Verifies and unpacks what the store does not have yet. */
  void add(FoundImage image) {
    checkLayers(image);
    warnOfForeignPlatform(image);
    lease(image);
    try {
      stage(image.manifest());
      stage(image.config());
      for (FoundLayer layer : image.layers()) {
        stage(layer);
        FaultPoint.LAYER_STAGED.reached();
      }
      layers.unpack(image, digest -> LayerBlob.verified(open(digest)));
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": load: " + IoFailure.reason(e), e);
    }
    images.add(image);
  }

  /** Where what is missing of an image comes from while it is unpacked. */
  interface Fetcher extends LayerImport.Blobs {
    /** Told that somebody else brings a blob, who is waited for. */
    void waiting(Digest blob);

    /**
     * Starts to bring blobs, in addition to those that were started before.
     *
     * @param missing where each shall lie, in the order in which they are wanted
     * @param elsewhere those that somebody else brings
     */
    void start(Map<Digest, Path> missing, Set<Digest> elsewhere);

    /** Waits until all that were started are there and verified. */
    void finish() throws IOException;
  }

  /**
   * Unpacks what the store does not have yet, while it comes.
   *
   * @param origin what its name stands for in its registry
   */
  void add(FoundImage image, Digest origin, Fetcher fetcher) {
    origins.put(image.manifest().digest(), origin);
    checkLayers(image);
    warnOfForeignPlatform(image);
    lease(image);
    try {
      stage(image.manifest());
      stage(image.config());
      Map<Digest, Path> missing = bring(image, fetcher);
      layers.unpack(image, new Mixed(fetcher, missing));
      fetcher.finish();
      staged.putAll(missing);
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": load: " + IoFailure.reason(e), e);
    }
    images.add(image);
  }

  /**
   * Starts to bring what is missing. What somebody else brings already is waited for, but not
   * before all the rest is here and in the store: they may wait for some of that.
   *
   * @return what comes now
   */
  private Map<Digest, Path> bring(FoundImage image, Fetcher fetcher) throws IOException {
    Set<Digest> elsewhere = downloading.takeFree(missing(image));
    Map<Digest, Path> coming = places(image, elsewhere);
    fetcher.start(coming, elsewhere);
    if (elsewhere.isEmpty()) {
      return coming;
    }
    fetcher.finish();
    handOver(coming);
    downloading.close();
    downloading.take(elsewhere, fetcher::waiting);
    Map<Digest, Path> rest = places(image, Set.of());
    fetcher.start(rest, Set.of());
    return rest;
  }

  /** Places for what is missing now: whoever had a lock before may have brought something. */
  private Map<Digest, Path> places(FoundImage image, Set<Digest> except) {
    Map<Digest, Path> places = new LinkedHashMap<>();
    for (Digest digest : missing(image)) {
      if (!except.contains(digest)) {
        places.put(digest, place("blob"));
      }
    }
    return places;
  }

  /** Gives blobs to the store, in which the lease keeps them. */
  private void handOver(Map<Digest, Path> blobs) {
    if (blobs.isEmpty()) {
      return;
    }
    disk.finish();
    FaultPoint.STAGE_SYNCED.reached();
    store
        .lock()
        .exclusive(
            () -> {
              try {
                adopt(blobs);
                store.blobs().sync();
                return null;
              } catch (IOException e) {
                throw new ImageException.Storage(label + ": load: " + IoFailure.reason(e), e);
              }
            });
  }

  private void adopt(Map<Digest, Path> blobs) throws IOException {
    for (Map.Entry<Digest, Path> blob : blobs.entrySet()) {
      store.blobs().adopt(blob.getValue(), blob.getKey());
      FaultPoint.BLOB_PLACED.reached();
    }
  }

  private Set<Digest> missing(FoundImage image) {
    Set<Digest> missing = new LinkedHashSet<>();
    for (FoundLayer layer : image.layers()) {
      if (!store.blobs().has(layer.digest()) && !staged.containsKey(layer.digest())) {
        missing.add(layer.digest());
      }
    }
    return missing;
  }

  /** What the store has, and what comes. */
  private final class Mixed implements LayerImport.Blobs {
    private final Fetcher fetcher;
    private final Map<Digest, Path> missing;

    Mixed(Fetcher fetcher, Map<Digest, Path> missing) {
      this.fetcher = fetcher;
      this.missing = missing;
    }

    @Override
    public LayerBlob open(Digest digest) throws IOException {
      return missing.containsKey(digest)
          ? fetcher.open(digest)
          : LayerBlob.verified(ImageImport.this.open(digest));
    }

    @Override
    public void abort() {
      fetcher.abort();
    }
  }

  private void checkLayers(FoundImage image) {
    int layers = image.layers().size();
    int diffIds = image.parsed().rootfs().diffIds().size();
    if (layers != diffIds) {
      throw new ImageException.Malformed(
          "%s: image %s: %d layers, but %d diff_ids"
              .formatted(label, image.config().digest(), layers, diffIds));
    }
  }

  /** Nothing that this image needs may be collected from now on. */
  private void lease(FoundImage image) {
    Set<Digest> needed = new HashSet<>(ChainId.of(image.parsed().rootfs().diffIds()));
    needed.add(image.manifest().digest());
    needed.add(image.config().digest());
    image.layers().forEach(layer -> needed.add(layer.digest()));
    store
        .lock()
        .shared(
            () -> {
              intent.lease(needed);
              return null;
            });
  }

  /** A single manifest is taken as it is; only an index offers a choice. */
  private void warnOfForeignPlatform(FoundImage image) {
    String here = PlatformChoice.ofThisMachine().architecture();
    String wanted = image.parsed().architecture();
    if (!wanted.equals(here)) {
      listener.warning(
          "%s: image %s: made for %s, this machine is %s"
              .formatted(label, image.config().digest(), wanted, here));
    }
  }

  /** Also when the store has it: what it has may be damaged. */
  private void stage(Document document) throws IOException {
    Path file = place("blob");
    Files.writeString(file, document.text());
    staged.put(document.digest(), file);
    FaultPoint.DOCUMENT_STAGED.reached();
  }

  private void stage(FoundLayer layer) throws IOException {
    // Verified, as one that is damaged shall be replaced; compared with unpacking that is nothing.
    if (staged.containsKey(layer.digest()) || store.blobs().intact(layer.digest(), layer.size())) {
      return;
    }
    String what = label + ": layer " + layer.digest();
    Path source =
        layer.file().orElseThrow(() -> new ImageException.Malformed(what + " is missing"));
    if (layer.owned() && layer.verified()) {
      staged.put(layer.digest(), source);
      return;
    }
    Path file = layer.owned() ? source : place("blob");
    try (VerifyingStream in =
        new VerifyingStream(Files.newInputStream(source), layer.digest().algorithm(), n -> {})) {
      if (!layer.owned()) {
        Files.copy(in, file);
      }
      in.verify(what, layer.digest());
      if (in.count() != layer.size()) {
        throw new ImageException.Malformed(
            what + ": " + layer.size() + " bytes promised, is " + in.count());
      }
    }
    staged.put(layer.digest(), file);
  }

  private Path place(String kind) {
    return intent.directory().resolve(kind + "-" + places++);
  }

  private InputStream open(Digest blob) throws IOException {
    Path file = staged.get(blob);
    return file == null ? store.blobs().open(blob) : Files.newInputStream(file);
  }

  /** Gives everything its place and its names. */
  void commit() {
    LayerPlacement placement = layers.placement();
    disk.finish();
    FaultPoint.STAGE_SYNCED.reached();
    store.lock().exclusive(() -> place(placement));
  }

  /** First what nothing refers to yet, then the layers' records, then the names. */
  private Void place(LayerPlacement placement) {
    try {
      adopt(staged);
      placement.placeDirectories();
      store.blobs().sync();
      placement.placeRecords();
      DurableFile.sync(store.layout().layerdb());
      name();
      return null;
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": load: " + IoFailure.reason(e), e);
    }
  }

  private void name() {
    ImageIndex index = ImageIndex.read(store.layout().index());
    for (FoundImage image : images) {
      Document manifest = image.manifest();
      long size = store.blobs().size(manifest.digest());
      ImageIndex.Entry entry =
          new ImageIndex.Entry(
              manifest.digest(), manifest.mediaType(), size, Optional.empty(), Optional.empty());
      index = index.named(entry);
      for (var reference : image.references()) {
        ImageIndex.Entry named = entry.withReference(Optional.of(reference));
        Digest origin = origins.get(manifest.digest());
        index = index.named(origin == null ? named : named.from(origin));
      }
    }
    index.write(store.layout().index());
  }

  @Override
  public void close() {
    try (disk;
        downloading) {
      intent.close();
    }
  }
}
