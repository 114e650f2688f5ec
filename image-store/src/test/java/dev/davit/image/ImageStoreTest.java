package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.archive.ArchiveFormat;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

  private static final byte[] BASE = new RawTar().file("base", "base").end();
  private static final byte[] ONE = new RawTar().file("one", "1").end();
  private static final byte[] TWO = new RawTar().file("two", "2").end();

  @TempDir Path temp;
  private ImageStore store;

  @BeforeEach
  void opensAStore() {
    Tools.needRoot();
    store = ImageStore.open(temp);
  }

  private int count(String directory) {
    return temp.resolve(directory).toFile().list().length;
  }

  @Test
  void findsAnImageByEveryNameThatPeopleUse() {
    Image image = TarFixture.oneFile(store, "reg.example/team/app:1.2", "x");
    for (String name :
        List.of(
            "reg.example/team/app:1.2",
            image.id().toString(),
            image.id().hex(),
            image.id().shortHex(),
            "sha256:" + image.id().shortHex(),
            image.manifest().toString(),
            "reg.example/team/app@" + image.manifest())) {
      assertEquals(image.id(), store.resolve(name).id(), name);
    }
    for (String name :
        List.of("app:1.2", "reg.example/team/app", "reg.example/team/app:1", "UPPER", "zz", "")) {
      assertEquals(
          name + ": no such image",
          assertThrows(ImageException.NotFound.class, () -> store.resolve(name)).getMessage());
    }
  }

  @Test
  void listsTheCandidatesOfAnAmbiguousId() {
    for (int i = 0; i < 17; i++) {
      TarFixture.oneFile(store, "img:" + i, "content " + i);
    }
    String prefix =
        store.images().stream()
            .map(image -> image.id().hex().substring(0, 1))
            .filter(
                p -> store.images().stream().filter(i -> i.id().hex().startsWith(p)).count() > 1)
            .findFirst()
            .orElseThrow();
    ImageException.Ambiguous ambiguous =
        assertThrows(ImageException.Ambiguous.class, () -> store.resolve(prefix));
    assertTrue(ambiguous.candidates().size() > 1);
    assertTrue(
        ambiguous
            .getMessage()
            .startsWith(prefix + ": ambiguous: fits " + ambiguous.candidates().get(0)));
  }

  @Test
  void tagsAndUntags() {
    Image image = TarFixture.oneFile(store, "a", "x");
    store.tag("a", "b:2");
    assertEquals(image.id(), store.resolve("b:2").id());
    assertThrows(ImageException.Ambiguous.class, () -> store.remove(image.id().shortHex(), false));
    Removal untagged = store.remove("a", false);
    assertEquals(List.of(ImageReference.parse("a")), untagged.untagged());
    assertEquals(Optional.empty(), untagged.deleted());
    assertEquals("b:2", store.resolve(image.id().toString()).displayName());
    store.tag("b:2", "c");
    assertEquals(Optional.of(image.id()), store.remove(image.id().shortHex(), true).deleted());
    assertEquals(List.of(), store.images());
    assertEquals(
        "image reference 'docker.io/library/A B': the repository name must be lower case",
        assertThrows(ImageException.Malformed.class, () -> TarFixture.oneFile(store, "A B", "x"))
            .getMessage());
  }

  @Test
  void anImageThatLosesItsNameStaysWithoutOne() {
    Image old = TarFixture.oneFile(store, "a", "old");
    Image young = TarFixture.oneFile(store, "a", "new");
    assertEquals(young.id(), store.resolve("a").id());
    assertEquals(List.of(), store.resolve(old.id().shortHex()).references());
    assertEquals(Optional.of(old.id()), store.remove(old.id().shortHex(), false).deleted());
    assertEquals(1, store.images().size());
  }

  @Test
  void unpacksASharedLayerOnceAndRemovesItWithItsLastImage() {
    Image one = TarFixture.layers(store, "one", BASE, ONE);
    Image two = TarFixture.layers(store, "two", BASE, TWO);
    Image flipped = TarFixture.layers(store, "flipped", ONE, BASE);
    assertEquals(one.chainIds().get(0), two.chainIds().get(0));
    assertFalse(flipped.chainIds().contains(one.chainIds().get(1)));
    assertEquals(5, count("overlay2"));
    store.remove("flipped", false);
    assertEquals(3, count("overlay2"));
    store.remove("one", false);
    assertEquals(2, count("overlay2"));
    assertEquals(2, count("layerdb/sha256"));
    assertEquals(4, count("image/blobs/sha256"));
    store.remove("two", false);
    for (String directory :
        List.of("overlay2", "layerdb/sha256", "image/blobs/sha256", "journal")) {
      assertEquals(0, count(directory), directory);
    }
  }

  @Test
  void theSameLayersAreTheSameTreeInEveryStore() throws Exception {
    byte[] layer = new RawTar().file("implied/deep/file", "x").symlink("l", "m").end();
    ImageStore other = ImageStore.open(temp.resolve("other"));
    Image one = TarFixture.layers(store, "a", layer, TWO);
    Thread.sleep(20);
    assertEquals(one.id(), TarFixture.layers(other, "b", layer, TWO).id());
    for (String directory : List.of("overlay2/1", "overlay2/2")) {
      assertEquals(
          TreeListing.of(temp.resolve(directory).resolve("diff")),
          TreeListing.of(temp.resolve("other").resolve(directory).resolve("diff")));
    }
  }

  @Test
  void refusesToRemoveAnImageThatAContainerUses() {
    Image image = TarFixture.oneFile(store, "a", "x");
    store.snapshots().prepare("box1", image);
    ImageException.InUse inUse =
        assertThrows(ImageException.InUse.class, () -> store.remove("a", true));
    assertEquals(
        "a:latest: remove: in use by container box1 (remove the container first)",
        inUse.getMessage());
    store.tag("a", "b");
    store.remove("a", false);
    store.snapshots().remove("box1");
    assertEquals(Optional.of(image.id()), store.remove("b", false).deleted());
  }

  @Test
  void oneDamagedImageDoesNotHideTheOthers() throws Exception {
    Image good = TarFixture.oneFile(store, "good", "1");
    Image bad = TarFixture.oneFile(store, "bad", "2");
    Path manifest = temp.resolve("image/blobs/sha256/" + bad.manifest().hex());
    Files.writeString(manifest, "{}");
    store = ImageStore.open(temp);
    assertEquals(List.of(good.id()), store.images().stream().map(Image::id).toList());
    assertEquals(1, store.problems().size());
    assertTrue(store.problems().get(0).contains("wrong digest: expected " + bad.manifest()));
    assertTrue(
        assertThrows(ImageException.NotFound.class, () -> store.resolve("bad"))
            .getMessage()
            .startsWith("bad: no such image (1 images are damaged: "));
    ImageStore.open(temp);
    store.collectGarbage();
    assertTrue(Files.exists(temp.resolve("image/blobs/sha256/" + bad.id().hex())));
    store.remove("bad", false);
    assertEquals(List.of(), store.problems());
    assertFalse(Files.exists(temp.resolve("image/blobs/sha256/" + bad.id().hex())));
    assertEquals(good.id(), store.resolve("good").id());
  }

  @Test
  void warnsOfAnImageForAnotherMachine() {
    List<String> warnings = new java.util.ArrayList<>();
    String config =
        "{\"architecture\":\"s390x\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
    byte[] archive =
        new RawTar()
            .file("c.json", config)
            .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:b\"],\"Layers\":[]}]")
            .end();
    store.load(
        new java.io.ByteArrayInputStream(archive),
        "a.tar",
        new ImportListener() {
          @Override
          public void warning(String message) {
            warnings.add(message);
          }
        });
    assertTrue(warnings.get(0).contains(": made for s390x, this machine is "), warnings.toString());
  }

  @Test
  void loadingAgainMendsADamagedDocument() throws Exception {
    Image image = TarFixture.oneFile(store, "a", "x");
    for (var digest : List.of(image.id(), image.manifest())) {
      Files.writeString(temp.resolve("image/blobs/sha256/" + digest.hex()), "damaged");
      assertEquals(1, ImageStore.open(temp).problems().size());
      TarFixture.oneFile(store, "a", "x");
      assertEquals(image.id(), ImageStore.open(temp).resolve("a").id());
    }
  }

  @Test
  void foreignAndDamagedEntriesOfTheIndexAreKept() throws Exception {
    TarFixture.oneFile(store, "good", "1");
    Path index = temp.resolve("image/index.json");
    String json = Files.readString(index);
    Files.writeString(
        index, json.replace("\"manifests\": [", "\"manifests\": [{\"strange\": true}, 7,"));
    assertEquals(1, store.images().size());
    store.tag("good", "better");
    assertTrue(Files.readString(index).contains("\"strange\": true"));
    Files.writeString(index, "{");
    String message = assertThrows(ImageException.Storage.class, store::images).getMessage();
    assertTrue(message.contains("index.json: damaged: no image index"), message);
  }

  @Test
  void aDamagedLayerRecordIsMendedByLoadingAgain() throws Exception {
    Image image = TarFixture.layers(store, "a", BASE, ONE);
    Path record = temp.resolve("layerdb/sha256/" + image.chainIds().get(1).hex());
    Files.writeString(record, "garbage");
    String message =
        assertThrows(ImageException.NotFound.class, () -> store.snapshots().prepare("c", image))
            .getMessage();
    assertTrue(message.endsWith("is not unpacked (load the image again)"), message);
    TarFixture.layers(store, "a", BASE, ONE);
    store.snapshots().prepare("c", image);
    store.collectGarbage();
    assertEquals(2, count("overlay2"));
  }

  @Test
  void readsArchivesFromPipes() throws Exception {
    byte[] tar = new RawTar().file("f", "x").end();
    Files.write(temp.resolve("tar"), tar);
    Image image = TarFixture.oneFile(store, "saved", "x");
    try (OutputStream out = Files.newOutputStream(temp.resolve("saved.tar"))) {
      store.save(List.of("saved"), ArchiveFormat.DOCKER, out);
    }
    Tools.sh(temp, "mkfifo one two");
    Process feeder =
        new ProcessBuilder("sh", "-c", "cat tar >one; cat saved.tar >two")
            .directory(temp.toFile())
            .start();
    Path pipe = temp.resolve("one");
    Image imported =
        store.importTar(
            pipe, "piped", dev.davit.oci.image.ContainerConfig.empty(), ImportListener.NONE);
    assertEquals(1, imported.chainIds().size());
    assertEquals(image.id(), store.load(temp.resolve("two")).get(0).id());
    assertEquals(0, feeder.waitFor());
  }

  @Test
  void anUnpackKilledMidwayLeavesNothing() throws Exception {
    Image kept = TarFixture.oneFile(store, "kept", "x");
    Path tar = temp.resolve("big.tar");
    Tools.sh(
        temp,
        "mkdir tree; for i in $(seq 2000); do echo $i >tree/$i; done; tar -C tree -cf big.tar .");
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName(),
                temp.toString(),
                tar.toString(),
                "1000")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("out").toFile())
            .start();
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (unpackedFiles() < 100) {
      assertTrue(
          System.nanoTime() < deadline && process.isAlive(), Files.readString(temp.resolve("out")));
      Thread.sleep(1);
    }
    ImageStore.open(temp);
    assertTrue(unpackedFiles() >= 100, "the living process's work was taken away");
    process.destroyForcibly().waitFor();
    assertEquals(1, count("journal"));
    assertEquals(
        List.of(kept.id()), ImageStore.open(temp).images().stream().map(Image::id).toList());
    assertEquals(0, count("journal"));
    assertEquals(1, count("overlay2"));
    assertEquals(3, count("image/blobs/sha256"));
  }

  private long unpackedFiles() throws IOException {
    try (Stream<Path> files =
        Files.find(temp.resolve("journal"), 6, (path, is) -> is.isRegularFile())) {
      return files.count();
    } catch (java.io.UncheckedIOException e) {
      return 0;
    }
  }

  @Test
  void workThatStoppedBetweenRenamesIsUndone() throws Exception {
    TarFixture.oneFile(store, "kept", "x");
    Files.createDirectories(temp.resolve("journal/dead/layer-0/diff/etc"));
    Files.writeString(temp.resolve("journal/dead/intent"), "pid 1\naction load\n");
    Files.createDirectories(temp.resolve("overlay2/7/diff"));
    Files.writeString(temp.resolve("image/blobs/sha256/" + "a".repeat(64)), "orphan");
    Files.createDirectories(temp.resolve("containers/.x.new/upper"));
    ImageStore.open(temp);
    assertEquals(0, count("journal"));
    assertEquals(1, count("overlay2"));
    assertEquals(3, count("image/blobs/sha256"));
    assertEquals(0, count("containers"));
  }

  @Test
  void manyLoadAndRemoveAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> futures = new java.util.ArrayList<>();
      for (int i = 0; i < 24; i++) {
        int number = i;
        futures.add(
            threads.submit(
                () -> {
                  ImageStore own = ImageStore.open(temp);
                  byte[] layer = new RawTar().file("n", "" + number % 6).end();
                  Image image = TarFixture.layers(own, "img:" + number, BASE, ONE, layer);
                  own.snapshots().prepare("c" + number, image);
                  own.snapshots().remove("c" + number);
                  own.remove("img:" + number, false);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      threads.shutdown();
    }
    for (String directory :
        List.of("overlay2", "layerdb/sha256", "image/blobs/sha256", "journal", "containers")) {
      assertEquals(0, count(directory), directory);
    }
  }

  @Test
  void aBigLayerNeedsLittleMemory() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(temp.resolve("zeros").toFile(), "rw")) {
      file.setLength(300_000_000);
    }
    Tools.sh(temp, "tar -cf - zeros | gzip -1 >big.tgz");
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName(),
                temp.toString(),
                temp.resolve("big.tgz").toString())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("out").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read("out"));
    assertEquals(300_000_000, ImageStore.open(temp).resolve("big").sizeBytes());
  }

  private String read(String name) {
    try {
      return Files.readString(temp.resolve(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Imports a tar in a process of its own. */
  static final class LoadMain {
    private LoadMain() {}

    /** The data root, the tar, and after how many entries it stays midway, if it shall. */
    public static void main(String[] args) {
      ImageStore.open(Path.of(args[0]))
          .importTar(
              Path.of(args[1]),
              "big",
              dev.davit.oci.image.ContainerConfig.empty(),
              args.length > 2 ? waitingAfter(Integer.parseInt(args[2])) : ImportListener.NONE);
    }

    private static ImportListener waitingAfter(int entries) {
      return new ImportListener() {
        private int unpacked;

        @Override
        public void entryUnpacked(String layer, String entry) {
          unpacked++;
          while (unpacked > entries) {
            LockSupport.park();
          }
        }
      };
    }
  }
}
