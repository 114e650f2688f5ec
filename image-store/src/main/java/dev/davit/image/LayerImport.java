package dev.davit.image;

import dev.davit.image.archive.Compression;
import dev.davit.image.archive.FoundImage;
import dev.davit.image.content.VerifyingStream;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerStore;
import dev.davit.image.layer.LayerUnpacker;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Unpacks the layers that the store does not have, in a directory of the journal. */
final class LayerImport {

  private record Unpacked(Path holder, Layer layer) {}

  /** Where the archives of layers come from. */
  interface Blobs {
    /** Opens an archive, which the caller closes. */
    InputStream open(Digest digest) throws IOException;
  }

  private final LayerStore store;
  private final Path stage;
  private final String label;
  private final UnpackLimits limits;
  private final ImportListener listener;
  private final Map<Digest, Unpacked> unpacked = new LinkedHashMap<>();
  private boolean endMarkerNeeded;

  LayerImport(
      LayerStore store, Path stage, String label, UnpackLimits limits, ImportListener listener) {
    this.store = store;
    this.stage = stage;
    this.label = label;
    this.limits = limits;
    this.listener = listener;
  }

  void needEndMarkers() {
    endMarkerNeeded = true;
  }

  /** Unpacks what is missing of an image, base first. */
  void unpack(FoundImage image, Blobs blobs) throws IOException {
    List<Digest> chainIds = ChainId.of(image.parsed().rootfs().diffIds());
    for (int i = 0; i < chainIds.size(); i++) {
      if (layer(chainIds.get(i)).isEmpty()) {
        unpack(image, chainIds, i, blobs);
      }
    }
  }

  /** Gives the layers to the store; its lock is held exclusively. */
  void place() throws IOException {
    for (Unpacked layer : unpacked.values()) {
      if (store.find(layer.layer().chainId()).isEmpty()) {
        store.adopt(layer.holder(), layer.layer());
      }
    }
  }

  private Optional<Layer> layer(Digest chainId) {
    return unpacked.containsKey(chainId)
        ? Optional.of(unpacked.get(chainId).layer())
        : store.find(chainId);
  }

  private void unpack(FoundImage image, List<Digest> chainIds, int index, Blobs blobs)
      throws IOException {
    Digest diffId = image.parsed().rootfs().diffIds().get(index);
    String what = label + ": layer " + diffId.algorithm() + ":" + diffId.shortHex();
    Path holder = Files.createDirectory(stage.resolve("layer-" + unpacked.size()));
    Path directory = Files.createDirectory(holder.resolve("diff"));
    LayerUnpacker.Result result;
    try (InputStream blob = blobs.open(image.layers().get(index).digest())) {
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
    FaultPoint.LAYER_UNPACKED.reached();
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
      directories.add(here == null ? store.directory(layer) : here.holder().resolve("diff"));
      if (layer.opaque()) {
        break;
      }
    }
    return directories;
  }
}
