package dev.davit.image;

import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.Upload;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Brings an image of the store into a registry, as it is, byte for byte. */
final class ImagePush {

  private static final int CONNECTIONS = 4;

  private final StoreParts store;

  ImagePush(StoreParts store) {
    this.store = store;
  }

  /**
   * Pushes: all blobs at once, and the manifest when they are there.
   *
   * @return the manifest's digest
   */
  Digest push(Image image, ImageReference target, Upload upload, PushListener listener) {
    String text = store.blobs().document(image.manifest());
    Manifest manifest = Manifest.parse(text);
    Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
    for (Descriptor layer : manifest.layers()) {
      blobs.put(layer.digest(), layer);
    }
    blobs.put(manifest.config().digest(), manifest.config());
    for (Digest digest : blobs.keySet()) {
      if (!store.blobs().has(digest)) {
        throw new ImageException.NotFound(
            image.displayName() + ": push: blob " + digest + " is not in the store");
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS, ImagePush::thread);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (Descriptor blob : blobs.values()) {
        all.add(
            CompletableFuture.runAsync(
                () -> upload.blob(blob, store.layout().blob(blob.digest()), listener), threads));
      }
      all.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
    String mediaType = manifest.mediaType().orElse(dev.davit.oci.image.MediaTypes.MANIFEST);
    upload.manifest(target, mediaType, text.getBytes(StandardCharsets.UTF_8));
    return image.manifest();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "davit-upload");
    thread.setDaemon(true);
    return thread;
  }
}
