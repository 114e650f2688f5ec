package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The blobs of one image on their way, by a few connections at once: a connection that has nothing
 * more to do for one blob helps with the next, and big blobs come by many connections.
 */
public final class BlobDownloads implements AutoCloseable {

  /** Connections for one image. */
  private static final int CONNECTIONS = 6;

  /** The piece of a blob that one connection fetches at a time. */
  private static final long RANGE_BYTES =
      Long.getLong("davit.registry.range-bytes", 16L << 20).longValue();

  private final Map<Digest, BlobDownload> downloads = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Prepares the downloads; nothing is asked for yet.
   *
   * @param places where each blob shall lie, in the order in which they are wanted
   */
  public BlobDownloads(Repository repository, Map<Descriptor, Path> places, PullListener listener) {
    places.forEach(
        (blob, place) ->
            downloads.put(
                blob.digest(),
                new BlobDownload(
                    repository,
                    blob,
                    place,
                    RANGE_BYTES,
                    bytes -> listener.downloaded(blob.digest(), bytes, blob.size()))));
  }

  /** Begins. */
  public void start() {
    long ranges = downloads.values().stream().mapToLong(BlobDownload::ranges).sum();
    for (int i = 0; i < Math.min(CONNECTIONS, ranges); i++) {
      Thread thread = new Thread(this::work, "davit-download");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void work() {
    while (true) {
      boolean more = false;
      for (BlobDownload download : downloads.values()) {
        OptionalInt range = download.claim();
        if (range.isPresent()) {
          download.fetch(range.getAsInt());
          more = true;
          break;
        }
        more |= download.mayClaim();
      }
      if (!more) {
        return;
      }
      pause();
    }
  }

  /** Others may know soon whether there are ranges to help with. */
  private void pause() {
    boolean waiting =
        downloads.values().stream().noneMatch(BlobDownload::canClaim)
            && downloads.values().stream().anyMatch(BlobDownload::mayClaim);
    if (waiting) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One of them. */
  public BlobDownload of(Digest digest) {
    return downloads.get(digest);
  }

  /** Ends all that still run. */
  public void abort() {
    ImageException given = new ImageException.Registry("given up: something else failed", 0, null);
    downloads.values().forEach(download -> download.fail(given));
    threads.forEach(Thread::interrupt);
  }

  /** Waits until no thread writes any more. */
  @Override
  public void close() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          abort();
        }
      }
    }
    downloads.values().forEach(BlobDownload::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
