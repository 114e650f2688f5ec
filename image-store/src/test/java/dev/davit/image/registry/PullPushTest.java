package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.TreeListing;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images go to a registry and come back, the same to the byte. */
class PullPushTest {

  static final Patience IMPATIENT =
      new Patience(
          java.time.Duration.ofSeconds(20),
          java.time.Duration.ofSeconds(20),
          5,
          java.time.Duration.ofMillis(20),
          java.time.Duration.ofSeconds(2));

  @TempDir Path directory;
  private TestRegistry server;
  private Registry registry;

  @BeforeEach
  void startRegistry() {
    Tools.needRoot();
    server = TestRegistry.plain(directory);
    registry = new Registry(RegistryHosts.none(), Logins.NONE, IMPATIENT, Map.of());
  }

  @AfterEach
  void endRegistry() {
    if (server != null) {
      server.close();
    }
  }

  private ImageStore store(String name) {
    return ImageStore.open(directory.resolve(name));
  }

  private String name(String rest) {
    return server.domain() + "/" + rest;
  }

  private Image threeLayers(ImageStore store, String name) {
    return TarFixture.layers(
        store,
        name,
        new RawTar().file("base", "base").file("gone", "gone").file("d/kept", "kept").end(),
        new RawTar().file(".wh.gone", "").file("d/more", "more").end(),
        new RawTar().file("top", "top").end());
  }

  @Test
  void bringsAnImageAndTakesItElsewhere() throws Exception {
    ImageStore here = store("here");
    Image made = threeLayers(here, "made:1");
    Digest pushed = here.push(registry, "made:1", name("made:1"), PushRequest.DEFAULT);
    ImageStore there = store("there");
    Image pulled = there.pull(registry, name("made:1"), PullRequest.DEFAULT);
    assertEquals(made.id(), pulled.id());
    assertEquals(pushed, pulled.manifest());
    assertEquals(made.config().rootfs().diffIds(), pulled.config().rootfs().diffIds());
    assertEquals(
        List.of(name("made:1")),
        there.resolve(name("made:1")).references().stream().map(r -> r.familiar()).toList());
    for (int layer = 1; layer <= 3; layer++) {
      String tree = "overlay2/" + layer + "/diff";
      assertEquals(
          listing(directory.resolve("here").resolve(tree)),
          listing(directory.resolve("there").resolve(tree)));
    }
  }

  /** Without whiteouts, whose times mean nothing. */
  private static Map<String, String> listing(Path tree) throws Exception {
    Map<String, String> files = new java.util.TreeMap<>(TreeListing.of(tree));
    files.values().removeIf(is -> is.startsWith("20000 "));
    return files;
  }

  @Test
  void takesAnImageByItsDigest() {
    ImageStore here = store("here");
    threeLayers(here, "made:1");
    Digest pushed = here.push(registry, "made:1", name("made:1"), PushRequest.DEFAULT);
    String pinned = name("made@" + pushed);
    ImageStore there = store("there");
    there.pull(registry, pinned, PullRequest.DEFAULT);
    assertEquals(pinned, there.resolve(pinned).displayName());
  }

  @Test
  void saysThatThereIsNoSuchImage() {
    ImageException e =
        assertThrows(
            ImageException.NotFound.class,
            () -> store("there").pull(registry, name("none:1"), PullRequest.DEFAULT));
    assertEquals(
        "%s: manifest of %s: HTTP 404 (MANIFEST_UNKNOWN: manifest unknown)"
            .formatted(server.domain(), name("none:1")),
        e.getMessage());
  }

  @Test
  void leavesNothingOfAnImageWithAWrongByte() throws Exception {
    ImageStore here = store("here");
    threeLayers(here, "made:1");
    here.push(registry, "made:1", name("made:1"), PushRequest.DEFAULT);
    Digest layer = here.resolve("made:1").config().rootfs().diffIds().get(1);
    byte[] bytes = Files.readAllBytes(server.blob(layer.hex()));
    bytes[700] ^= 1;
    Files.write(server.blob(layer.hex()), bytes);
    ImageStore there = store("there");
    ImageException e =
        assertThrows(
            ImageException.class, () -> there.pull(registry, name("made:1"), PullRequest.DEFAULT));
    assertTrue(e instanceof ImageException.WrongDigest, e::toString);
    assertEquals(List.of(), there.images());
    assertEquals(List.of(), list("there/journal"));
    assertEquals(List.of(), list("there/overlay2"));
    assertEquals(List.of(), list("there/image/blobs/sha256"));
  }

  private List<Path> list(String path) throws Exception {
    try (var files = Files.list(directory.resolve(path))) {
      return files.toList();
    }
  }

  @Test
  void takesOfASecondImageOnlyWhatIsNew() {
    ImageStore here = store("here");
    byte[] base = new RawTar().file("base", "base").end();
    TarFixture.layers(here, "one:1", base, new RawTar().file("one", "1").end());
    TarFixture.layers(here, "two:1", base, new RawTar().file("two", "2").end());
    here.push(registry, "one:1", name("one:1"), PushRequest.DEFAULT);
    here.push(registry, "two:1", name("two:1"), PushRequest.DEFAULT);
    ImageStore there = store("there");
    there.pull(registry, name("one:1"), PullRequest.DEFAULT);
    int before = server.log().size();
    there.pull(registry, name("two:1"), PullRequest.DEFAULT);
    List<String> asked = server.log().subList(before, server.log().size());
    Digest shared = Digest.sha256(base);
    Digest own = Digest.sha256(new RawTar().file("two", "2").end());
    assertEquals(0, asked.stream().filter(line -> line.contains(shared.hex())).count());
    assertEquals(
        1, asked.stream().filter(line -> line.contains("GET /v2/two/blobs/" + own)).count());
    assertEquals(3, list(there, "overlay2"));
  }

  private static int list(ImageStore store, String path) {
    return store.dataRoot().resolve(path).toFile().list().length;
  }
}
