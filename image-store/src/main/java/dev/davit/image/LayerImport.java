package dev.davit.image;

import dev.davit.image.archive.FoundImage;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.layer.ChainId;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerStore;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/** Unpacks the layers that the store does not have, in a directory of the journal. */
final class LayerImport {

  /**
   * Layers read at once; each has a thread and some buffers. More than a small machine has
   * processors: some wait for bytes or for the disk, and of three layers two at once leave a
   * processor idle at the end.
   */
  private static final int PARALLEL = 4;

  /** Where the archives of layers come from. */
  interface Blobs {
    /** Opens an archive, which the caller closes. */
    LayerBlob open(Digest digest) throws IOException;

    /** Told that nothing more is wanted, as something failed: whoever waits for bytes may go. */
    default void abort() {}
  }

  private final LayerStore store;
  private final Path stage;
  private final String label;
  private final UnpackLimits limits;
  private final ImportListener listener;
  private final LongConsumer written;
  private final Map<Digest, LayerTask.Unpacked> unpacked = new LinkedHashMap<>();
  private boolean endMarkerNeeded;
  private int places;

  /**
   * Nothing is unpacked yet.
   *
   * @param written told the bytes of archives, each once, when they are unpacked
   */
  LayerImport(
      LayerStore store,
      Path stage,
      String label,
      UnpackLimits limits,
      ImportListener listener,
      LongConsumer written) {
    this.store = store;
    this.stage = stage;
    this.label = label;
    this.limits = limits;
    this.listener = listener;
    this.written = written;
  }

  void needEndMarkers() {
    endMarkerNeeded = true;
  }

  /** Whether a layer need not be unpacked any more. */
  boolean has(Digest chainId) {
    return layer(chainId).isPresent();
  }

  /**
   * Unpacks what is missing of an image, all layers at once: none waits for another to be read,
   * only for the last touches to those below it.
   *
   * @throws ImageException of what failed first, when nothing is being read any more
   */
  void unpack(FoundImage image, Blobs blobs) {
    List<Digest> chainIds = ChainId.of(image.parsed().rootfs().diffIds());
    ExecutorService threads = Executors.newFixedThreadPool(PARALLEL, LayerImport::thread);
    List<LayerTask> tasks = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CompletableFuture<Void> below = CompletableFuture.completedFuture(null);
    try {
      for (int i = 0; i < chainIds.size(); i++) {
        if (has(chainIds.get(i))) {
          continue;
        }
        LayerTask task = task(image, chainIds, i, below);
        tasks.add(task);
        below =
            CompletableFuture.runAsync(() -> task.read(blobs), threads)
                .whenComplete((done, failed) -> note(failed, failure, blobs))
                .thenCombine(below, (read, belowDone) -> finish(task));
        below = below.whenComplete((done, failed) -> note(failed, failure, blobs));
      }
      // The last waits for all others; after a failure the rest ends soon, but has to end.
      below.exceptionally(failed -> null).join();
    } finally {
      threads.shutdown();
      tasks.forEach(LayerTask::close);
    }
    rethrow(failure.get());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "davit-unpack");
    thread.setDaemon(true);
    return thread;
  }

  private static void note(Throwable failed, AtomicReference<Throwable> first, Blobs blobs) {
    if (failed != null) {
      Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
      if (first.compareAndSet(null, cause)) {
        blobs.abort();
      }
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private LayerTask task(
      FoundImage image, List<Digest> chainIds, int index, CompletableFuture<Void> below) {
    Digest diffId = image.parsed().rootfs().diffIds().get(index);
    List<Digest> lower = chainIds.subList(0, index);
    return new LayerTask(
        label + ": layer " + diffId.algorithm() + ":" + diffId.shortHex(),
        image.layers().get(index).digest(),
        diffId,
        chainIds.get(index),
        index == 0 ? Optional.empty() : Optional.of(chainIds.get(index - 1)),
        stage.resolve("layer-" + places++),
        endMarkerNeeded,
        limits,
        listener,
        written,
        () -> {
          below.join();
          return lowerDirectories(lower);
        });
  }

  private Void finish(LayerTask task) {
    LayerTask.Unpacked layer = task.finish();
    synchronized (unpacked) {
      unpacked.put(layer.layer().chainId(), layer);
    }
    FaultPoint.LAYER_UNPACKED.reached();
    return null;
  }

  /**
   * What gives the layers to the store, in steps between which the caller makes the earlier ones
   * durable.
   */
  LayerPlacement placement() {
    return new LayerPlacement(store, stage, List.copyOf(unpacked.values()));
  }

  private Optional<Layer> layer(Digest chainId) {
    synchronized (unpacked) {
      if (unpacked.containsKey(chainId)) {
        return Optional.of(unpacked.get(chainId).layer());
      }
    }
    return store.find(chainId);
  }

  /** The directories below a layer, top-most first, as far as they can be seen. */
  private List<Path> lowerDirectories(List<Digest> chainIds) {
    List<Path> directories = new ArrayList<>();
    for (int i = chainIds.size() - 1; i >= 0; i--) {
      Digest chainId = chainIds.get(i);
      Layer layer =
          layer(chainId)
              .orElseThrow(
                  () -> new ImageException.NotFound(label + ": layer " + chainId + " went away"));
      directories.add(directory(chainId, layer));
      if (layer.opaque()) {
        break;
      }
    }
    return directories;
  }

  private Path directory(Digest chainId, Layer layer) {
    synchronized (unpacked) {
      LayerTask.Unpacked here = unpacked.get(chainId);
      return here == null ? store.directory(layer) : here.holder().resolve("diff");
    }
  }
}
