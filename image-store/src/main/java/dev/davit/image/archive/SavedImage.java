package dev.davit.image.archive;

import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Manifest;
import java.util.List;

/**
 * An image that is to be saved.
 *
 * @param references the names that it shall have in the archive
 * @param digest of the manifest
 * @param manifest the manifest
 * @param config the configuration
 */
public record SavedImage(
    List<ImageReference> references, Digest digest, Manifest manifest, ImageConfig config) {

  /** Copies the list. */
  public SavedImage {
    references = List.copyOf(references);
  }
}
