package dev.davit.image.registry;

import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Path;
import java.util.List;

/** Brings content into one repository. Safe for use by many threads. */
public final class Upload {

  /** Each costs a request for each blob that is not there. */
  private static final int MOST_PLACES = 3;

  private final BlobUpload upload;
  private final List<String> elsewhere;

  /**
   * To a repository.
   *
   * @param elsewhere paths of other repositories of the same registry that may have the blobs
   */
  public Upload(Repository repository, List<String> elsewhere) {
    this.upload = new BlobUpload(repository);
    this.elsewhere =
        elsewhere.stream()
            .filter(path -> !path.equals(repository.path()))
            .distinct()
            .limit(MOST_PLACES)
            .toList();
  }

  /** Brings a blob, unless the registry has it. */
  public void blob(Descriptor blob, Path file, PushListener listener) {
    boolean present =
        upload.has(blob.digest())
            || upload.blob(
                blob.digest(),
                file,
                elsewhere,
                bytes -> listener.uploaded(blob.digest(), bytes, blob.size()));
    listener.finished(blob.digest(), present);
  }

  /** Brings a manifest, and gives it the reference's tag if it has one. */
  public void manifest(ImageReference reference, String mediaType, byte[] bytes) {
    String name = reference.tag().orElseGet(() -> reference.digest().orElseThrow().toString());
    upload.manifest(name, mediaType, bytes);
  }
}
