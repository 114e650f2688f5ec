package dev.davit.image.registry;

import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Path;

/** Brings content into one repository. Safe for use by many threads. */
public final class Upload {

  private final BlobUpload upload;

  /** To a repository. */
  public Upload(Repository repository) {
    this.upload = new BlobUpload(repository);
  }

  /** Brings a blob, unless it is there. */
  public void blob(Descriptor blob, Path file, PushListener listener) {
    boolean present = upload.has(blob.digest());
    if (!present) {
      upload.blob(
          blob.digest(), file, "", bytes -> listener.uploaded(blob.digest(), bytes, blob.size()));
    }
    listener.finished(blob.digest(), present);
  }

  /** Brings a manifest, and gives it the reference's tag if it has one. */
  public void manifest(ImageReference reference, String mediaType, byte[] bytes) {
    String name = reference.tag().orElseGet(() -> reference.digest().orElseThrow().toString());
    upload.manifest(name, mediaType, bytes);
  }
}
