package dev.davit.image.content;

import dev.davit.image.ImageException;
import dev.davit.image.journal.FaultPoint;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Blobs by digest. They never change; they come by rename and go by {@link #delete}. */
public final class BlobStore {

  /** Manifests, indexes and configs bigger than this are refused, as registries do. */
  public static final int MAX_DOCUMENT_BYTES = 4 << 20;

  private final StoreLayout layout;

  /** The blobs below a data root. */
  public BlobStore(StoreLayout layout) {
    this.layout = layout;
  }

  /** True if the blob is there. */
  public boolean has(Digest digest) {
    return Files.isRegularFile(layout.blob(digest));
  }

  /** The size of a blob in bytes; 0 if it is not there. */
  public long size(Digest digest) {
    try {
      return Files.size(layout.blob(digest));
    } catch (IOException e) {
      return 0;
    }
  }

  /** True if the blob is there, and is what its digest and size promise. Reads all of it. */
  public boolean intact(Digest digest, long size) {
    if (!has(digest) || size(digest) != size) {
      return false;
    }
    try (VerifyingStream in = new VerifyingStream(open(digest), digest.algorithm(), n -> {})) {
      return in.finish().equals(digest);
    } catch (IOException e) {
      return false;
    }
  }

  /** A blob to read; not verified. */
  public InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(layout.blob(digest));
  }

  /**
   * A whole document, verified.
   *
   * @throws ImageException.NotFound if it is not there
   * @throws ImageException.WrongDigest if it is damaged
   */
  public String document(Digest digest) {
    try (InputStream in = open(digest)) {
      byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
      if (bytes.length > MAX_DOCUMENT_BYTES) {
        throw new ImageException.Malformed(
            digest + ": document of more than " + MAX_DOCUMENT_BYTES + " bytes");
      }
      new VerifyingStream(new java.io.ByteArrayInputStream(bytes), digest.algorithm(), n -> {})
          .verify(layout.blob(digest).toString(), digest);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new ImageException.NotFound("blob " + digest + ": not in the store");
    } catch (IOException e) {
      throw new ImageException.Storage(layout.blob(digest) + ": read: " + IoFailure.reason(e), e);
    }
  }

  /** Takes over a verified file of the same file system, which must be synced already. */
  public void adopt(Path file, Digest digest) throws IOException {
    Path blob = layout.blob(digest);
    if (!Files.isDirectory(blob.getParent())) {
      Files.createDirectories(blob.getParent());
    }
    Files.move(file, blob, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes all renames durable. */
  public void sync() throws IOException {
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      Path directory = layout.blobs().resolve(algorithm.toString());
      if (Files.isDirectory(directory)) {
        DurableFile.sync(directory);
      }
    }
  }

  /** All digests in the store; files with other names are left out. */
  public List<Digest> list() {
    List<Digest> digests = new ArrayList<>();
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      Path directory = layout.blobs().resolve(algorithm.toString());
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          files.forEach(file -> add(digests, algorithm, file.getFileName().toString()));
        } catch (IOException e) {
          throw new ImageException.Storage(directory + ": list: " + IoFailure.reason(e), e);
        }
      }
    }
    return digests;
  }

  private static void add(List<Digest> digests, Digest.Algorithm algorithm, String name) {
    try {
      digests.add(new Digest(algorithm, name));
    } catch (IllegalArgumentException e) {
      // A foreign file: not ours to judge, and nothing refers to it.
    }
  }

  /** Removes a blob; one that is gone already is no error. */
  public void delete(Digest digest) {
    try {
      Files.deleteIfExists(layout.blob(digest));
      FaultPoint.BLOB_DELETED.reached();
    } catch (IOException e) {
      throw new ImageException.Storage(layout.blob(digest) + ": delete: " + IoFailure.reason(e), e);
    }
  }
}
