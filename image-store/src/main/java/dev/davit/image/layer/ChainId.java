package dev.davit.image.layer;

import dev.davit.oci.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Chain ids: a layer together with all below it, so that the same archive on another base is
 * another layer (image-spec 1.1, config.md, "Layer ChainID").
 */
public final class ChainId {

  private ChainId() {}

  /** The chain ids of a stack of layers, base first: one per diff id. */
  public static List<Digest> of(List<Digest> diffIds) {
    List<Digest> chain = new ArrayList<>();
    for (Digest diffId : diffIds) {
      chain.add(
          chain.isEmpty()
              ? diffId
              : Digest.sha256(
                  (chain.get(chain.size() - 1) + " " + diffId)
                      .getBytes(StandardCharsets.US_ASCII)));
    }
    return chain;
  }
}
