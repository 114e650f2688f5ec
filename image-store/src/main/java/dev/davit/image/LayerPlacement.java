package dev.davit.image;

import dev.davit.image.content.DurableFile;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerStore;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives unpacked layers to the store. Their records are written before the one sync of everything
 * that was unpacked, with the numbers that the layers will most likely have: so the store's lock is
 * held for renames and few syncs, however many layers there are.
 */
final class LayerPlacement {

  /** A layer, and the file with its record as long as it has no place. */
  private record Placing(Path holder, Layer layer, Path record) {}

  private final LayerStore store;
  private List<Placing> layers = new ArrayList<>();

  /**
   * Writes the records.
   *
   * @param stage a directory on the store's file system, which the caller syncs afterwards
   */
  LayerPlacement(LayerStore store, Path stage, List<LayerTask.Unpacked> unpacked) {
    this.store = store;
    int cacheId = store.nextCacheId();
    try {
      for (LayerTask.Unpacked one : unpacked) {
        Layer layer = one.layer().withCacheId(cacheId++);
        Path record = stage.resolve("record-" + layer.cacheId());
        Files.writeString(record, LayerStore.text(layer));
        layers.add(new Placing(one.holder(), layer, record));
      }
    } catch (IOException e) {
      throw new ImageException.Storage(stage + ": write: " + IoFailure.reason(e), e);
    }
  }

  /** Moves the directories, except of layers that somebody else placed meanwhile. */
  void placeDirectories() throws IOException {
    List<Placing> placed = new ArrayList<>();
    int free = store.nextCacheId();
    for (Placing one : layers) {
      if (store.find(one.layer().chainId()).isPresent()) {
        continue;
      }
      Placing placing = one.layer().cacheId() >= free ? one : renumbered(one, free);
      store.adopt(placing.holder(), placing.layer().cacheId());
      free = Math.max(free, placing.layer().cacheId() + 1);
      placed.add(placing);
    }
    layers = placed;
    store.sync();
  }

  /** Somebody else took the number meanwhile. */
  private static Placing renumbered(Placing one, int cacheId) {
    Layer layer = one.layer().withCacheId(cacheId);
    DurableFile.write(one.record(), LayerStore.text(layer));
    return new Placing(one.holder(), layer, one.record());
  }

  /** Moves the records: from now on the layers count. */
  void placeRecords() throws IOException {
    for (Placing one : layers) {
      store.adoptRecord(one.record(), one.layer().chainId());
    }
  }
}
