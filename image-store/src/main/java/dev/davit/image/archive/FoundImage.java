package dev.davit.image.archive;

import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image in an archive: its documents verified, its layers still to be.
 *
 * @param references the complete names that it has there
 * @param manifest the manifest, as it is or as it was made for an archive without one
 * @param config the configuration as it is, whose digest is the image's id
 * @param parsed the same, read
 * @param layers the layers, base first; as many as the configuration has diff ids
 */
public record FoundImage(
    List<ImageReference> references,
    Document manifest,
    Document config,
    ImageConfig parsed,
    List<FoundLayer> layers) {

  /** Copies its collections. */
  public FoundImage {
    references = List.copyOf(references);
    layers = List.copyOf(layers);
  }

  /**
   * A document that becomes a blob.
   *
   * @param mediaType its media type
   * @param digest of its text in UTF-8
   * @param text itself
   */
  public record Document(String mediaType, Digest digest, String text) {}

  /**
   * A layer's blob.
   *
   * @param digest of the blob as it is, mostly compressed
   * @param size of the blob in bytes
   * @param file where it is; absent if only the store can have it
   * @param owned true if the file may be moved away
   * @param verified true if the digest was computed from the file, not promised by a document
   */
  public record FoundLayer(
      Digest digest, long size, Optional<Path> file, boolean owned, boolean verified) {}
}
