package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.snapshot.Snapshot;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that were damaged, in every way that came to mind, and what check and repair make of it.
 */
class CheckTest {

  private static final byte[] BASE = new RawTar().directory("etc").file("etc/base", "base").end();
  private static final byte[] ONE = new RawTar().file("one", "1").end();
  private static final byte[] TWO = new RawTar().file("two", "2").end();

  @TempDir Path temp;
  private Image one;
  private Image two;
  private Map<String, String> tree;

  @BeforeEach
  void makesAStoreOfTwoImagesAndAContainer() throws Exception {
    Tools.needRoot();
    ImageStore store = ImageStore.open(temp);
    one = TarFixture.layers(store, "one:1", BASE, ONE);
    two = TarFixture.layers(store, "two:2", BASE, TWO);
    Snapshot box = store.snapshots().prepare("box", two);
    Files.writeString(box.upperdir().resolve("written"), "by the container");
    tree = merged(store, two);
    assertEquals(List.of(), check(false));
  }

  private List<Damage> check(boolean repair) {
    Function<String, Optional<Digest>> images =
        id -> id.equals("box") ? Optional.of(two.id()) : Optional.empty();
    return ImageStore.check(temp, new CheckRequest(repair, false), images);
  }

  /** The image's files, layer by layer. */
  private static Map<String, String> merged(ImageStore store, Image image) throws Exception {
    Map<String, String> all = new java.util.TreeMap<>();
    int number = 0;
    for (Path lower : store.snapshots().plan("x", image).lowerdirs()) {
      for (Map.Entry<String, String> line : TreeListing.of(lower).entrySet()) {
        all.put(number + " " + line.getKey(), line.getValue());
      }
      number++;
    }
    return all;
  }

  private String layer(Image image, int index) {
    return "layerdb/sha256/" + image.chainIds().get(index).hex();
  }

  private String blob(Digest digest) {
    return "image/blobs/sha256/" + digest.hex();
  }

  private void sh(String script) throws Exception {
    Tools.sh(temp, script);
  }

  /** Everything is as before, and the container still has what it wrote. */
  private void assertWhole(ImageStore store) throws Exception {
    assertEquals(List.of(), store.problems());
    assertEquals(one.id(), store.resolve("one:1").id());
    assertEquals(two.id(), store.resolve("two:2").id());
    assertEquals(tree, merged(store, store.resolve("two:2")));
    Snapshot box = store.snapshots().find("box").orElseThrow();
    assertEquals("by the container", Files.readString(box.upperdir().resolve("written")));
    assertEquals(2, box.lowerdirs().size());
    for (Path lower : box.lowerdirs()) {
      assertTrue(Files.isDirectory(lower), lower.toString());
    }
    store.snapshots().prepare("probe", store.resolve("one:1"));
    store.snapshots().remove("probe");
  }

  /** Found without being touched, mended, and then nothing is left to find. */
  private List<String> assertMended() throws Exception {
    List<Damage> found = check(false);
    assertFalse(found.isEmpty(), "not found");
    found.forEach(damage -> assertFalse(damage.mended(), damage.toString()));
    assertEquals(found, check(false), "a check without repair changed something");
    List<String> text = new ArrayList<>();
    for (Damage damage : check(true)) {
      assertTrue(damage.mended(), damage.toString());
      text.add(damage.toString());
    }
    assertEquals(List.of(), check(false));
    return text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm image/index.json",
        ": >image/index.json",
        "echo '{' >image/index.json",
        "echo '{\"manifests\":7}' >image/index.json",
        "head -c 100 image/index.json >x; mv x image/index.json",
        "echo '[]' >image/index.json; rm -f index.json.last.bak",
        "rm image/oci-layout",
        ": >image/oci-layout",
        "rm image/oci-layout; mkdir image/oci-layout",
        "chmod 755 overlay2",
        "chmod 777 image layerdb containers journal",
        "rmdir journal",
        "rmdir journal; echo x >journal",
        "rm lock; mkdir lock",
        "mkdir -p journal/dead/layer-0/diff/etc; echo pid 1 >journal/dead/intent",
        "mkdir journal/half",
        "echo x >journal/file",
        "mkdir -p overlay2/7/diff/etc",
        "mkdir -p containers/.x.new/upper containers/.y.gone",
        "echo orphan >image/blobs/sha256/"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "echo half >layerdb/sha256/.aaaa.new",
        "mkdir layerdb/sha256/strange",
        "rm layerdb/sha256/*",
        "for f in layerdb/sha256/*; do : >$f; done",
        "for f in layerdb/sha256/*; do echo '{}' >$f; done",
        "for f in layerdb/sha256/*; do echo garbage >$f; done",
        "for f in layerdb/sha256/*; do rm $f; mkdir $f; done",
        "for f in layerdb/sha256/*; do sed -i s/.cache-id.:.*,/\\\"cache-id\\\":1,/ $f; sed -i 's/\"cache-id\":[0-9]*/\"cache-id\":1/' $f; done",
        "rm -r overlay2/1",
        "rm -r overlay2/*",
        "rm -r overlay2; mkdir -m 700 overlay2",
        "rm -r overlay2 layerdb",
        "mv overlay2/2 overlay2/9",
        "rm containers/box/snapshot.json",
        ": >containers/box/snapshot.json",
        "echo '{\"cache-ids\":[77]}' >containers/box/snapshot.json",
        "rmdir containers/box/work",
        "rm image/index.json; rm -r overlay2/3; echo x >journal/file; chmod 755 image",
      })
  void whatCanBeMendedIsMendedWithoutLoss(String script) throws Exception {
    sh(script);
    assertMended();
    assertWhole(ImageStore.open(temp));
  }

  @Test
  void aRecordOfAnotherLayerIsFound() throws Exception {
    sh("cp " + layer(one, 1) + " x; cp " + layer(one, 0) + " " + layer(one, 1) + "; rm x");
    assertMended();
    assertWhole(ImageStore.open(temp));
  }

  @Test
  void anIndexThatIsLostWithItsCopyLosesOnlyTheNames() throws Exception {
    sh("rm image/index.json index.json.last");
    assertMended();
    ImageStore store = ImageStore.open(temp);
    assertEquals(2, store.images().size());
    assertEquals(List.of(), store.resolve(one.id().toString()).references());
    assertEquals(tree, merged(store, store.resolve(two.id().toString())));
  }

  @Test
  void entriesOfTheIndexThatMakeNoSenseAreDropped() throws Exception {
    Path index = temp.resolve("image/index.json");
    Files.writeString(
        index,
        Files.readString(index).replace("\"manifests\": [", "\"manifests\": [{\"x\": 1}, 7,"));
    assertTrue(assertMended().toString().contains("2 entries make no sense"));
    assertWhole(ImageStore.open(temp));
  }

  @Test
  void entriesOfAnotherKindAreNotOurs() throws Exception {
    Path index = temp.resolve("image/index.json");
    String foreign =
        "{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\"sha256:"
            + "b".repeat(64)
            + "\",\"size\":3},";
    Files.writeString(
        index, Files.readString(index).replace("\"manifests\": [", "\"manifests\": [" + foreign));
    assertEquals(List.of(), check(true));
    assertTrue(Files.readString(index).contains("b".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rm %s", ": >%s", "echo x >>%s", "rm %s; mkdir %s", "chmod 0 %s; echo x >%s"})
  void anImageWhoseDocumentsAreDamagedGoesByName(String damage) throws Exception {
    for (Digest document : List.of(one.manifest(), one.id())) {
      makesAStoreAgain();
      sh(damage.replace("%s", blob(document)));
      String text = assertMended().toString();
      assertTrue(text.contains("image one:1: "), text);
      ImageStore store = ImageStore.open(temp);
      assertEquals(List.of("two:2"), store.images().stream().map(Image::displayName).toList());
      assertEquals(tree, merged(store, store.resolve("two:2")));
      assertEquals(one.id(), TarFixture.layers(store, "one:1", BASE, ONE).id());
    }
  }

  private void makesAStoreAgain() throws Exception {
    ImageStore store = ImageStore.open(temp);
    store.snapshots().remove("box");
    TarFixture.layers(store, "one:1", BASE, ONE);
    Snapshot box = store.snapshots().prepare("box", two);
    Files.writeString(box.upperdir().resolve("written"), "by the container");
    assertEquals(List.of(), check(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm %s",
        ": >%s",
        "echo x >>%s",
        "truncate -s -1 %s",
        "printf X | dd of=%s conv=notrunc status=none"
      })
  void anImageRunsWithoutTheArchivesOfItsLayers(String damage) throws Exception {
    Digest archive = two.config().rootfs().diffIds().get(1);
    sh(damage.replace("%s", blob(archive)));
    List<Damage> found = check(false);
    assertEquals(1, found.size());
    assertEquals("image two:2", found.get(0).object());
    assertTrue(found.get(0).toString().contains("it runs, but cannot be saved"), found.toString());
    check(true);
    assertFalse(Files.exists(temp.resolve(blob(archive))));
    ImageStore store = ImageStore.open(temp);
    assertWhole(store);
    TarFixture.layers(store, "two:2", BASE, TWO);
    assertEquals(List.of(), check(false), "loading again brings it back");
    assertWhole(ImageStore.open(temp));
  }

  @Test
  void loadingAgainReplacesADamagedArchive() throws Exception {
    Digest archive = one.config().rootfs().diffIds().get(0);
    sh("printf X | dd of=" + blob(archive) + " conv=notrunc status=none");
    TarFixture.layers(ImageStore.open(temp), "one:1", BASE, ONE);
    assertEquals(List.of(), check(false));
  }

  @Test
  void anImageThatCannotRunAnyMoreGoesAndTheOthersStay() throws Exception {
    Digest archive = one.config().rootfs().diffIds().get(1);
    sh("rm " + blob(archive) + " " + layer(one, 1));
    String text = assertMended().toString();
    assertTrue(text.contains("image one:1: layer " + archive), text);
    ImageStore store = ImageStore.open(temp);
    assertEquals(List.of("two:2"), store.images().stream().map(Image::displayName).toList());
    assertEquals(tree, merged(store, store.resolve("two:2")));
  }

  @Test
  void aContainerWithoutItsImageIsReportedAndKept() throws Exception {
    sh("rm -r overlay2/3 " + layer(two, 1) + " " + blob(two.id()));
    List<Damage> left = check(true).stream().filter(damage -> !damage.mended()).toList();
    assertEquals(1, left.size());
    assertTrue(
        left.get(0)
            .toString()
            .startsWith("container box: layer directory 3 is missing; the image that it stands on"),
        left.toString());
    ImageStore store = ImageStore.open(temp);
    assertTrue(store.snapshots().remove("box"));
    assertEquals(one.id(), store.resolve("one:1").id());
    assertEquals(List.of(), check(true));
  }

  @Test
  void workOfLivingProcessesIsLeftAlone() throws Exception {
    ImageStore store = ImageStore.open(temp);
    java.io.PipedOutputStream pipe = new java.io.PipedOutputStream();
    java.io.PipedInputStream in = new java.io.PipedInputStream(pipe);
    Thread loading = new Thread(() -> store.load(in, "slow.tar", ImportListener.NONE));
    loading.start();
    byte[] archive = TarFixture.dockerArchive("slow:1", List.of(BASE, TWO, ONE));
    pipe.write(archive, 0, 1024);
    pipe.flush();
    while (temp.resolve("journal").toFile().list().length == 0) {
      Thread.sleep(5);
    }
    assertEquals(List.of(), check(true));
    pipe.write(archive, 1024, archive.length - 1024);
    pipe.close();
    loading.join();
    assertEquals(3, ImageStore.open(temp).resolve("slow:1").chainIds().size());
  }

  @Test
  void aStoreThatIsNotThereHasNothingWrong() {
    assertEquals(
        List.of(),
        ImageStore.check(temp.resolve("none"), CheckRequest.REPAIR, id -> Optional.empty()));
    assertFalse(Files.exists(temp.resolve("none")));
  }
}
