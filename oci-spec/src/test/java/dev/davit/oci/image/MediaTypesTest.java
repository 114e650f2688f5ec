package dev.davit.oci.image;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MediaTypesTest {

  @Test
  void tellsTheKindsOfBothFamilies() {
    assertTrue(MediaTypes.isIndex(MediaTypes.INDEX));
    assertTrue(MediaTypes.isIndex(MediaTypes.DOCKER_MANIFEST_LIST));
    assertTrue(MediaTypes.isManifest(MediaTypes.MANIFEST));
    assertTrue(MediaTypes.isManifest(MediaTypes.DOCKER_MANIFEST));
    assertTrue(MediaTypes.isConfig(MediaTypes.CONFIG));
    assertTrue(MediaTypes.isConfig(MediaTypes.DOCKER_CONFIG));
    assertTrue(MediaTypes.isLayer(MediaTypes.LAYER_ZSTD));
    assertTrue(MediaTypes.isLayer(MediaTypes.LAYER_NONDISTRIBUTABLE_GZIP));
    assertTrue(MediaTypes.isLayer(MediaTypes.DOCKER_LAYER_FOREIGN));
    assertFalse(MediaTypes.isLayer(MediaTypes.EMPTY));
    assertFalse(MediaTypes.isManifest(MediaTypes.INDEX));
  }
}
