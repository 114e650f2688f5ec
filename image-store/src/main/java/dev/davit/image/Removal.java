package dev.davit.image;

import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * What a removal did.
 *
 * @param untagged the names that went
 * @param deleted the image's id, if the image itself went
 */
public record Removal(List<ImageReference> untagged, Optional<Digest> deleted) {

  /** Copies its collections. */
  public Removal {
    untagged = List.copyOf(untagged);
  }
}
