package dev.davit.oci.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.json.Meaning;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.Resources;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRoundTripTest {

  @ParameterizedTest
  @ValueSource(strings = {"podman-manifest", "umoci-manifest", "skopeo-docker-manifest"})
  void keepsTheMeaningOfManifests(String name) {
    String text = Resources.text("image/" + name + ".json");
    Manifest manifest = Manifest.parse(text);
    assertEquals(Meaning.of(text), Meaning.of(manifest.toJson()));
    assertEquals(manifest, Manifest.parse(manifest.toJson()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"podman-index", "umoci-index", "podman-manifest-list"})
  void keepsTheMeaningOfIndexes(String name) {
    String text = Resources.text("image/" + name + ".json");
    Index index = Index.parse(text);
    assertEquals(Meaning.of(text), Meaning.of(index.toJson()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"podman-config", "umoci-config", "buildah-docker-config"})
  void keepsTheMeaningOfConfigurations(String name) {
    String text = Resources.text("image/" + name + ".json");
    ImageConfig config = ImageConfig.parse(text);
    assertEquals(Meaning.of(text), Meaning.of(config.toJson()));
  }

  @Test
  void readsTheLayoutFile() {
    assertEquals(
        "1.0.0", OciLayout.parse(Resources.text("image/oci-layout.json")).imageLayoutVersion());
  }

  @Test
  void readsWhatAContainerIsStartedWith() {
    ImageConfig image = ImageConfig.parse(Resources.text("image/buildah-docker-config.json"));
    ContainerConfig config = image.config().orElseThrow();
    assertEquals(List.of("/bin/sh"), config.entrypoint());
    assertEquals(Optional.of("1000:1000"), config.user());
    assertEquals(Optional.of("SIGINT"), config.stopSignal());
    assertTrue(config.volumes().containsKey("/data"));
    assertTrue(config.unknown().containsKey("Healthcheck"));
    assertEquals(2, image.rootfs().diffIds().size());
    assertTrue(image.history().get(1).emptyLayer());
  }

  @Test
  void refusesADescriptorWithAWrongDigestAndSize() {
    SpecException e =
        assertThrows(
            SpecException.class,
            () ->
                Manifest.parse(
                    "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:../x\","
                        + "\"size\":-1},\"layers\":[{\"mediaType\":\"b\",\"size\":9223372036854775808,"
                        + "\"digest\":\"md5:00\"}]}"));
    assertEquals(
        List.of("$.config.digest", "$.config.size", "$.layers[0].digest", "$.layers[0].size"),
        e.problems().stream().map(Problem::path).toList());
  }
}
