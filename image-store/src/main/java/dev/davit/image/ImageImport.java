package dev.davit.image;

import dev.davit.image.archive.Compression;
import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.image.content.DurableFile;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.content.VerifyingStream;
import dev.davit.image.journal.Intent;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerUnpacker;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings images into the store, all or none: everything is verified and unpacked in a directory of
 * the journal, and gets its place by rename at the end, while the store is locked.
 */
final class ImageImport implements AutoCloseable {

  private record Unpacked(Path holder, Layer layer) {}

  private final StoreParts store;
  private final Intent intent;
  private final String label;
  private final UnpackLimits limits;
  private final ImportListener listener;
  private final Map<Digest, Path> staged = new LinkedHashMap<>();
  private final Map<Digest, Unpacked> unpacked = new LinkedHashMap<>();
  private final List<FoundImage> images = new ArrayList<>();
  private int places;
  private boolean endMarkerNeeded;

  ImageImport(StoreParts store, String label, UnpackLimits limits, ImportListener listener) {
    this.store = store;
    this.label = label;
    this.limits = limits;
    this.listener = listener;
    this.intent = store.journal().begin("load " + label);
  }

  /**
   * From now on an archive without its end marker is refused. That of a layer with a known digest
   * is whole without one, and some builders write none.
   */
  void needEndMarkers() {
    endMarkerNeeded = true;
  }

  /** A directory for files that go when this ends. */
  Path stage() {
    return intent.directory();
  }

  /** Verifies and unpacks what the store does not have yet. */
  void add(FoundImage image) {
    List<Digest> diffIds = image.parsed().rootfs().diffIds();
    if (diffIds.size() != image.layers().size()) {
      throw new ImageException.Malformed(
          label
              + ": image "
              + image.config().digest()
              + ": "
              + image.layers().size()
              + " layers, but "
              + diffIds.size()
              + " diff_ids");
    }
    warnOfForeignPlatform(image);
    List<Digest> chainIds = ChainId.of(diffIds);
    Set<Digest> needed = new HashSet<>(chainIds);
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
    try {
      stage(image.manifest());
      stage(image.config());
      for (FoundLayer layer : image.layers()) {
        stage(layer);
      }
      for (int i = 0; i < chainIds.size(); i++) {
        if (layer(chainIds.get(i)).isEmpty()) {
          unpack(image, chainIds, i);
        }
      }
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": load: " + IoFailure.reason(e), e);
    }
    images.add(image);
  }

  /** A single manifest is taken as it is; only an index offers a choice. */
  private void warnOfForeignPlatform(FoundImage image) {
    String here = PlatformChoice.ofThisMachine().architecture();
    String wanted = image.parsed().architecture();
    if (!wanted.equals(here)) {
      listener.warning(
          label
              + ": image "
              + image.config().digest()
              + ": made for "
              + wanted
              + ", this machine is "
              + here);
    }
  }

  private void stage(Document document) throws IOException {
    if (!store.blobs().has(document.digest())) {
      Path file = place("blob");
      Files.writeString(file, document.text());
      staged.put(document.digest(), file);
    }
  }

  private void stage(FoundLayer layer) throws IOException {
    if (store.blobs().has(layer.digest()) || staged.containsKey(layer.digest())) {
      return;
    }
    String what = label + ": layer " + layer.digest();
    Path source =
        layer.file().orElseThrow(() -> new ImageException.Malformed(what + " is missing"));
    long size = Files.size(source);
    if (size != layer.size()) {
      throw new ImageException.Malformed(
          what + ": " + layer.size() + " bytes expected, is " + size);
    }
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
    }
    staged.put(layer.digest(), file);
  }

  private Path place(String kind) {
    return intent.directory().resolve(kind + "-" + places++);
  }

  private Optional<Layer> layer(Digest chainId) {
    return unpacked.containsKey(chainId)
        ? Optional.of(unpacked.get(chainId).layer())
        : store.layers().find(chainId);
  }

  private void unpack(FoundImage image, List<Digest> chainIds, int index) throws IOException {
    Digest diffId = image.parsed().rootfs().diffIds().get(index);
    String what = label + ": layer " + diffId.algorithm() + ":" + diffId.shortHex();
    Path holder = Files.createDirectory(place("layer"));
    Path directory = Files.createDirectory(holder.resolve("diff"));
    LayerUnpacker.Result result;
    try (InputStream blob = open(image.layers().get(index).digest())) {
      result = unpack(blob, what, diffId, directory, lowerDirectories(chainIds.subList(0, index)));
    }
    if (endMarkerNeeded && !result.complete()) {
      throw new ImageException.Malformed(what + ": truncated: no end-of-archive marker");
    }
    Optional<Digest> parent = index == 0 ? Optional.empty() : Optional.of(chainIds.get(index - 1));
    Layer layer =
        new Layer(
            chainIds.get(index),
            diffId,
            parent,
            result.size(),
            0,
            result.opaque(),
            result.attributed());
    unpacked.put(layer.chainId(), new Unpacked(holder, layer));
  }

  private LayerUnpacker.Result unpack(
      InputStream blob, String what, Digest diffId, Path directory, List<Path> lowerDirectories)
      throws IOException {
    try (LowerLayers lower = LowerLayers.open(lowerDirectories);
        VerifyingStream tar =
            new VerifyingStream(
                Compression.decompress(blob, what),
                diffId.algorithm(),
                count -> listener.bytesRead(diffId.toString(), count))) {
      Fd top =
          Descriptors.open(Fd.CWD, directory.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
      LayerUnpacker.Result result =
          new LayerUnpacker(what, top, lower, limits, listener).unpack(tar);
      tar.verify(what, diffId);
      return result;
    } catch (ErrnoException e) {
      throw new ImageException.Storage(what + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ImageException.Malformed(
          what + ": damaged or truncated: " + IoFailure.reason(e), e);
    }
  }

  private InputStream open(Digest blob) throws IOException {
    Path file = staged.get(blob);
    return file == null ? store.blobs().open(blob) : Files.newInputStream(file);
  }

  /** The directories below a layer, top-most first, as far as they can be seen. */
  private List<Path> lowerDirectories(List<Digest> chainIds) {
    List<Path> directories = new ArrayList<>();
    for (int i = chainIds.size() - 1; i >= 0; i--) {
      Digest chainId = chainIds.get(i);
      Unpacked here = unpacked.get(chainId);
      Layer layer =
          layer(chainId)
              .orElseThrow(
                  () -> new ImageException.NotFound(label + ": layer " + chainId + " went away"));
      directories.add(
          here == null ? store.layers().directory(layer) : here.holder().resolve("diff"));
      if (layer.opaque()) {
        break;
      }
    }
    return directories;
  }

  /** Gives everything its place and its names. */
  void commit() {
    sync();
    store.lock().exclusive(this::place);
  }

  private Void place() {
    try {
      for (Map.Entry<Digest, Path> blob : staged.entrySet()) {
        if (!store.blobs().has(blob.getKey())) {
          store.blobs().adopt(blob.getValue(), blob.getKey());
        }
      }
      store.blobs().sync();
      for (Unpacked layer : unpacked.values()) {
        if (store.layers().find(layer.layer().chainId()).isEmpty()) {
          store.layers().adopt(layer.holder(), layer.layer());
        }
      }
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
          new ImageIndex.Entry(manifest.digest(), manifest.mediaType(), size, Optional.empty());
      index = index.named(entry);
      for (var reference : image.references()) {
        index = index.named(entry.withReference(Optional.of(reference)));
      }
    }
    index.write(store.layout().index());
  }

  /** One call for all files of all layers. */
  private void sync() {
    String directory = intent.directory().toString();
    try (Fd fd = Descriptors.open(Fd.CWD, directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      Content.syncFileSystem(fd);
    } catch (ErrnoException e) {
      throw new ImageException.Storage(directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    intent.close();
  }
}
