package dev.davit.image;

import dev.davit.image.content.VerifyingStream;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.registry.BlobDownload;
import dev.davit.image.registry.BlobDownloads;
import dev.davit.image.registry.PullListener;
import dev.davit.image.registry.RemoteImage;
import dev.davit.image.registry.Repository;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings the blobs of one image from a registry, each verified by whoever reads it first. */
final class BlobFetcher implements ImageImport.Fetcher, AutoCloseable {

  private final Repository repository;
  private final RemoteImage image;
  private final PullListener listener;
  private final Set<Digest> verified = ConcurrentHashMap.newKeySet();
  private BlobDownloads downloads;
  private Map<Digest, Path> missing = Map.of();

  BlobFetcher(Repository repository, RemoteImage image, PullListener listener) {
    this.repository = repository;
    this.image = image;
    this.listener = listener;
  }

  @Override
  public void waiting(Digest blob) {
    listener.waiting(blob);
  }

  @Override
  public void start(Map<Digest, Path> wanted) {
    missing = wanted;
    Map<Descriptor, Path> places = new LinkedHashMap<>();
    long bytes = 0;
    for (Descriptor layer : image.layers()) {
      boolean comes = wanted.containsKey(layer.digest());
      listener.layer(layer.digest(), layer.size(), !comes);
      if (comes && places.keySet().stream().noneMatch(d -> d.digest().equals(layer.digest()))) {
        places.put(layer, wanted.get(layer.digest()));
        bytes += layer.size();
      }
    }
    checkSpace(bytes);
    downloads = new BlobDownloads(repository, places, listener);
    downloads.start();
  }

  /** Rather now than when the disk is full. */
  private void checkSpace(long bytes) {
    for (Path place : missing.values()) {
      try {
        FileStore disk = Files.getFileStore(place.getParent());
        if (disk.getUsableSpace() < bytes) {
          throw new ImageException.Storage(
              "%s: %d bytes to download, only %d free on the disk"
                  .formatted(repository.name(), bytes, disk.getUsableSpace()),
              null);
        }
      } catch (IOException e) {
        // Then the disk says so itself when it is full.
      }
      return;
    }
  }

  @Override
  public LayerBlob open(Digest digest) {
    BlobDownload download = downloads.of(digest);
    VerifyingStream bytes = new VerifyingStream(download.stream(), digest.algorithm(), n -> {});
    return new LayerBlob() {
      @Override
      public InputStream bytes() {
        return bytes;
      }

      @Override
      public void verify() throws IOException {
        bytes.verify(repository.name() + ": layer " + digest, digest);
        verified.add(digest);
        FaultPoint.BLOB_DOWNLOADED.reached();
        listener.finished(digest);
      }

      @Override
      public void close() {
        // the download closes its file
      }
    };
  }

  @Override
  public void abort() {
    if (downloads != null) {
      downloads.abort();
    }
  }

  /** Blobs of layers that are unpacked already were not read by anybody. */
  @Override
  public void finish() throws IOException {
    for (Digest digest : missing.keySet()) {
      if (!verified.contains(digest)) {
        open(digest).verify();
      }
    }
  }

  @Override
  public void close() {
    if (downloads != null) {
      downloads.close();
    }
  }
}
