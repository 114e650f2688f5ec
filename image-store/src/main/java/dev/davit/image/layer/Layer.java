package dev.davit.image.layer;

import dev.davit.oci.image.Digest;
import java.util.Optional;

/**
 * An unpacked layer.
 *
 * @param chainId identifies the layer and all below it
 * @param diffId the digest of its uncompressed archive
 * @param parent the chain id of the layer below
 * @param size the bytes of its regular files
 * @param cacheId the name of its directory below {@code overlay2}
 * @param opaque true if it hides everything below it
 * @param attributed true if its top directory has extended attributes
 */
public record Layer(
    Digest chainId,
    Digest diffId,
    Optional<Digest> parent,
    long size,
    int cacheId,
    boolean opaque,
    boolean attributed) {

  /** The same layer in another directory. */
  public Layer withCacheId(int other) {
    return new Layer(chainId, diffId, parent, size, other, opaque, attributed);
  }
}
