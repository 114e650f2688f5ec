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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings the blobs of one image from a registry, each verified by whoever reads it first. */
final class BlobFetcher implements ImageImport.Fetcher, AutoCloseable {

  private final Repository repository;
  private final RemoteImage image;
  private final PullListener listener;
  private final Set<Digest> told = new HashSet<>();
  private final Set<Digest> verified = ConcurrentHashMap.newKeySet();
  private final List<BlobDownloads> downloads = new ArrayList<>();
  private final Map<Digest, BlobDownloads> coming = new LinkedHashMap<>();

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
  public void start(Map<Digest, Path> wanted, Set<Digest> elsewhere) {
    Map<Descriptor, Path> places = new LinkedHashMap<>();
    Set<Digest> chosen = new HashSet<>();
    long bytes = 0;
    for (Descriptor layer : image.layers()) {
      boolean comes = wanted.containsKey(layer.digest());
      if (!elsewhere.contains(layer.digest()) && told.add(layer.digest())) {
        listener.layer(layer.digest(), layer.size(), !comes);
      }
      if (comes && chosen.add(layer.digest())) {
        places.put(layer, wanted.get(layer.digest()));
        bytes += layer.size();
      }
    }
    if (places.isEmpty()) {
      return;
    }
    checkSpace(wanted.values().iterator().next().getParent(), bytes);
    BlobDownloads now = new BlobDownloads(repository, places, listener);
    downloads.add(now);
    places.keySet().forEach(layer -> coming.put(layer.digest(), now));
    now.start();
  }

  /** Rather now than when the disk is full. */
  private void checkSpace(Path directory, long bytes) {
    try {
      FileStore disk = Files.getFileStore(directory);
      if (disk.getUsableSpace() < bytes) {
        throw new ImageException.Storage(
            "%s: %d bytes to download, only %d free on the disk"
                .formatted(repository.name(), bytes, disk.getUsableSpace()),
            null);
      }
    } catch (IOException e) {
      // Then the disk says so itself when it is full.
    }
  }

  @Override
  public LayerBlob open(Digest digest) {
    BlobDownload download = coming.get(digest).of(digest);
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
    downloads.forEach(BlobDownloads::abort);
  }

  /** Blobs of layers that are unpacked already were not read by anybody. */
  @Override
  public void finish() throws IOException {
    for (Digest digest : coming.keySet()) {
      if (!verified.contains(digest)) {
        open(digest).verify();
      }
    }
  }

  @Override
  public void close() {
    downloads.forEach(BlobDownloads::close);
  }
}
