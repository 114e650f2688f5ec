package dev.davit.image;

import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import java.util.List;

/**
 * An image in the store.
 *
 * @param id the digest of its configuration
 * @param references its names; an image that lost its name to another has none
 * @param pulled its names with the digests that they stood for in their registries; these are what
 *     a registry can be asked for again, and what the CRI calls repo digests
 * @param manifest the digest of its manifest; of several, of that which has the name by which the
 *     image was asked for
 * @param config the configuration
 * @param chainIds the layers with all that is below each, base first
 * @param sizeBytes the bytes of the files in all its layers, shared ones included
 */
public record Image(
    Digest id,
    List<ImageReference> references,
    List<ImageReference> pulled,
    Digest manifest,
    ImageConfig config,
    List<Digest> chainIds,
    long sizeBytes) {

  /** Copies its collections. */
  public Image {
    references = List.copyOf(references);
    pulled = List.copyOf(pulled);
    chainIds = List.copyOf(chainIds);
  }

  /** The same image, seen under these names. */
  Image withReferences(List<ImageReference> names) {
    return new Image(id, names, pulled, manifest, config, chainIds, sizeBytes);
  }

  /** The same image, with another manifest of it. */
  Image withManifest(Digest other) {
    return new Image(id, references, pulled, other, config, chainIds, sizeBytes);
  }

  /** The first name as people write it, or the short id. */
  public String displayName() {
    return references.isEmpty() ? id.shortHex() : references.get(0).familiar();
  }
}
