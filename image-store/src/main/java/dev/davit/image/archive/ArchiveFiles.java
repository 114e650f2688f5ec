package dev.davit.image.archive;

import dev.davit.image.ImageException;
import dev.davit.image.content.BlobStore;
import dev.davit.image.content.VerifyingStream;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of an image archive or layout by their names in it; nothing else is ever opened. */
public interface ArchiveFiles {

  /** What messages call the archive. */
  String label();

  /** The host's file that has the content of a name in the archive, if there is one. */
  Optional<Path> find(String name);

  /** True if the host's files are private copies, which may be moved away. */
  boolean owned();

  /**
   * A small text, if it is there.
   *
   * @throws ImageException.Malformed if it is too big to be what it should be
   */
  default Optional<String> text(String name) {
    Optional<Path> file = find(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      byte[] bytes = in.readNBytes(BlobStore.MAX_DOCUMENT_BYTES + 1);
      if (bytes.length > BlobStore.MAX_DOCUMENT_BYTES) {
        throw new ImageException.Malformed(
            label() + ": " + name + ": more than " + BlobStore.MAX_DOCUMENT_BYTES + " bytes");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ImageException.Storage(label() + ": " + name + ": read: " + IoFailure.reason(e), e);
    }
  }

  /** The name of a blob in an OCI layout. */
  static String blobName(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  /**
   * A document by its digest, verified.
   *
   * @throws ImageException.WrongDigest if the content is another
   */
  default Optional<String> document(Digest digest) {
    Optional<String> text = text(blobName(digest));
    if (text.isPresent()) {
      byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
      try {
        new VerifyingStream(
                new java.io.ByteArrayInputStream(bytes), digest.algorithm(), count -> {})
            .verify(label() + ": " + blobName(digest), digest);
      } catch (IOException e) {
        throw new IllegalStateException("reading memory cannot fail", e);
      }
    }
    return text;
  }
}
