package dev.davit.image;

import dev.davit.image.layer.Layer;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the records of layers can be read and have their directories. Records that cannot be true
 * are forgotten; the layers that images need are then unpacked again.
 */
final class LayerCheck {

  private final StoreParts store;
  private final DamageList damages;

  LayerCheck(StoreParts store, DamageList damages) {
    this.store = store;
    this.damages = damages;
  }

  /** Looks; the store's lock is held exclusively. */
  void run() {
    Map<Integer, Digest> owners = new HashMap<>();
    for (Digest chainId : store.layers().chainIds()) {
      Optional<Layer> layer = store.layers().find(chainId);
      if (layer.isEmpty()) {
        forget(chainId, "its record is damaged or its directory missing");
        continue;
      }
      Digest other = owners.putIfAbsent(layer.get().cacheId(), chainId);
      if (other != null) {
        String problem = "has the same directory " + layer.get().cacheId() + " as layer ";
        forget(chainId, problem + other);
        forget(other, problem + chainId);
      }
      Optional<Digest> parent = layer.get().parent();
      if (!chainId.equals(chain(parent, layer.get().diffId()))) {
        forget(chainId, "its record is of another layer");
      }
    }
    for (String name : store.layers().foreignNames()) {
      damages.mend(
          "layerdb/sha256/" + name,
          "left over",
          "removed",
          () -> store.layers().removeForeign(name));
    }
  }

  private static Digest chain(Optional<Digest> parent, Digest diffId) {
    return parent
        .map(
            p ->
                Digest.sha256(
                    (p + " " + diffId).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .orElse(diffId);
  }

  private void forget(Digest chainId, String problem) {
    damages.mend(
        "layer " + chainId,
        problem,
        "record removed",
        () -> {
          try {
            store.layers().forget(chainId);
          } catch (IOException e) {
            throw new ImageException.Storage("layer " + chainId + ": " + IoFailure.reason(e), e);
          }
        });
  }
}
