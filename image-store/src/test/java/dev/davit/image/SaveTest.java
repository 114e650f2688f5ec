package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.archive.ArchiveFormat;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SaveTest {

  private static final byte[] BASE = new RawTar().file("base", "base").end();
  private static final byte[] ONE = new RawTar().directory("d").file("d/one", "1").end();

  @TempDir Path temp;
  private ImageStore store;

  @BeforeEach
  void opensAStore() {
    Tools.needRoot();
    store = ImageStore.open(temp.resolve("data"));
  }

  private Path save(ArchiveFormat format, String... names) throws Exception {
    Path file = temp.resolve(format + ".tar");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.save(List.of(names), format, out);
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void whatIsSavedIsTheSameImageInAnotherStore(ArchiveFormat format) throws Exception {
    Image one = TarFixture.layers(store, "reg.example/one:1", BASE, ONE);
    Image two = TarFixture.layers(store, "two", BASE);
    store.tag("two", "second");
    Path file = save(format, "reg.example/one:1", two.id().toString());
    ImageStore other = ImageStore.open(temp.resolve("other"));
    assertEquals(2, other.load(file).size());
    for (String name : List.of("reg.example/one:1", "two", "second")) {
      assertEquals(store.resolve(name).id(), other.resolve(name).id());
    }
    assertEquals(one.manifest().hex().length(), 64);
    assertEquals(
        TreeListing.of(temp.resolve("data/overlay2")).size(),
        TreeListing.of(temp.resolve("other/overlay2")).size());
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void theSameImageIsTheSameArchive(ArchiveFormat format) {
    TarFixture.layers(store, "a", BASE, ONE);
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    store.save(List.of("a"), format, first);
    ImageStore other = ImageStore.open(temp.resolve("other"));
    TarFixture.layers(other, "a", BASE, ONE);
    other.save(List.of("a"), format, second);
    assertArrayEquals(first.toByteArray(), second.toByteArray());
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void skopeoAndPodmanReadWhatIsSaved(ArchiveFormat format) throws Exception {
    Tools.need("skopeo");
    Tools.need("podman");
    Image image = TarFixture.layers(store, "docker.io/library/app:1", BASE, ONE);
    store.snapshots().prepare("c", image);
    Files.writeString(
        store.snapshots().find("c").orElseThrow().upperdir().resolve("made"), "in container");
    Image made = store.commit("c", Commit.as("docker.io/library/made:1"), changes -> changes);
    Path file = save(format, "made:1");
    String transport = format == ArchiveFormat.OCI ? "oci-archive" : "docker-archive";
    String config = Tools.run("skopeo", "inspect", "--config", "--raw", transport + ":" + file);
    assertEquals(
        made.id(),
        dev.davit.oci.image.Digest.sha256(
            config.strip().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    String podman =
        "podman --root %1$s/podman --runroot %1$s/run --storage-driver vfs ".formatted(temp);
    String loaded = Tools.sh(temp, podman + "load -q -i " + file);
    assertTrue(loaded.contains("docker.io/library/made:1"), loaded);
    assertEquals(
        made.id().hex() + "\n",
        Tools.sh(temp, podman + "image inspect --format '{{.Id}}' docker.io/library/made:1"));
    String path =
        Tools.sh(temp, podman + "image mount docker.io/library/made:1 2>/dev/null").strip();
    assertEquals("1in container", Tools.sh(Path.of(path), "cat d/one made"));
    Tools.sh(temp, podman + "image umount -a >/dev/null; " + podman + "rmi -af >/dev/null");
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void podmanReadsSeveralImagesOfOneArchive(ArchiveFormat format) throws Exception {
    Tools.need("podman");
    TarFixture.layers(store, "reg.example/one:1", BASE, ONE);
    TarFixture.layers(store, "reg.example/two:1", BASE);
    Path file = save(format, "reg.example/one:1", "reg.example/two:1");
    String podman =
        "podman --root %1$s/podman --runroot %1$s/run --storage-driver vfs ".formatted(temp);
    String loaded = Tools.sh(temp, podman + "load -q -i " + file);
    assertEquals(
        List.of("Loaded image: reg.example/one:1", "Loaded image: reg.example/two:1"),
        loaded.lines().toList());
    Tools.sh(temp, podman + "rmi -af >/dev/null");
  }

  @Test
  void aDamagedBlobIsNotSaved() throws Exception {
    Image image = TarFixture.layers(store, "a", BASE);
    Path blob =
        temp.resolve("data/image/blobs/sha256")
            .resolve(image.config().rootfs().diffIds().get(0).hex());
    Files.writeString(blob, "damaged");
    for (ArchiveFormat format : ArchiveFormat.values()) {
      assertThrows(
          ImageException.WrongDigest.class,
          () -> store.save(List.of("a"), format, new ByteArrayOutputStream()));
    }
    Files.delete(blob);
    for (ArchiveFormat format : ArchiveFormat.values()) {
      assertTrue(
          assertThrows(
                  ImageException.NotFound.class,
                  () -> store.save(List.of("a"), format, new ByteArrayOutputStream()))
              .getMessage()
              .endsWith("not in the store (load or pull the image again)"));
    }
  }

  @Test
  void aCommitOfNothingIsAnImageWithoutANewLayer() {
    Image image = TarFixture.layers(store, "a", BASE);
    store.snapshots().prepare("c", image);
    Image same = store.commit("c", Commit.as("b"), changes -> changes);
    assertEquals(image.chainIds(), same.chainIds());
    assertEquals(
        "container d: no snapshot",
        assertThrows(ImageException.NotFound.class, () -> store.commit("d", Commit.as("b"), c -> c))
            .getMessage());
    store.snapshots().prepare("dir", temp);
    assertThrows(
        ImageException.Unsupported.class, () -> store.commit("dir", Commit.as("b"), c -> c));
  }

  /** One configuration under two manifests is one image, which stays when one of them goes. */
  @Test
  void removesTheManifestThatHasLostItsLastName() {
    Image image = TarFixture.oneFile(store, "a", "content");
    store.tag("a", "b");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    store.save(List.of("b"), ArchiveFormat.DOCKER, archive);
    store.remove("b", false);
    ByteArrayInputStream in = new ByteArrayInputStream(archive.toByteArray());
    assertEquals(image.id(), store.load(in, "b.tar", ImportListener.NONE).get(0).id());
    store.tag("b", "c");
    assertEquals(image.manifest(), store.resolve("a").manifest());
    assertNotEquals(image.manifest(), store.resolve("b").manifest());
    assertEquals(store.resolve("b").manifest(), store.resolve("c").manifest());
    store.remove("b", false);
    assertEquals(Optional.empty(), store.remove("c", false).deleted());
    CheckRequest look = new CheckRequest(false, false);
    assertEquals(List.of(), ImageStore.check(store.dataRoot(), look, id -> Optional.empty()));
  }

  @Test
  void forgetsAManifestWithoutANameOfAnImageThatHasOne() {
    Image image = TarFixture.oneFile(store, "a", "content");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    store.save(List.of("a"), ArchiveFormat.DOCKER, archive);
    store.load(new ByteArrayInputStream(archive.toByteArray()), "a.tar", ImportListener.NONE);
    Digest second = store.resolve("a").manifest();
    TarFixture.oneFile(store, "a", "content");
    assertEquals(image.manifest(), store.resolve("a").manifest());
    assertEquals(image.id(), store.resolve(second.toString()).id());
    store.collectGarbage();
    assertThrows(ImageException.NotFound.class, () -> store.resolve(second.toString()));
    assertEquals(image.id(), store.resolve("a").id());
    CheckRequest look = new CheckRequest(false, true);
    assertEquals(List.of(), ImageStore.check(store.dataRoot(), look, id -> Optional.empty()));
  }

  @Test
  void loadsWhatItSavedFromAStream() {
    TarFixture.layers(store, "a", BASE, ONE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.save(List.of("a"), ArchiveFormat.OCI, out);
    ImageStore other = ImageStore.open(temp.resolve("other"));
    assertEquals(
        store.resolve("a").manifest(),
        other
            .load(new ByteArrayInputStream(out.toByteArray()), "-", ImportListener.NONE)
            .get(0)
            .manifest());
  }
}
