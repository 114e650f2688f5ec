package dev.davit.image.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.CheckRequest;
import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.TreeListing;
import dev.davit.image.tar.RawTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

  @TempDir Path temp;
  private ImageStore store;
  private Snapshots snapshots;

  @BeforeEach
  void opensAStore() {
    Tools.needRoot();
    store = ImageStore.open(temp.resolve("data"));
    snapshots = store.snapshots();
  }

  private List<String> diff(String id) {
    return snapshots.diff(id).stream().map(Change::toString).toList();
  }

  @Test
  void handsTheLayersTopMostFirst() {
    Image image =
        TarFixture.layers(
            store,
            "a",
            new RawTar().file("same", "1").file("first", "").end(),
            new RawTar().file("same", "2").end(),
            new RawTar().directory("d").end());
    Snapshot snapshot = snapshots.prepare("c", image);
    Path layers = snapshot.layersRoot();
    assertEquals(
        List.of("3/diff", "2/diff", "1/diff"),
        snapshot.lowerdirs().stream().map(dir -> layers.relativize(dir).toString()).toList());
    assertEquals(snapshot, ImageStore.open(store.dataRoot()).snapshots().find("c").orElseThrow());
    assertEquals(List.of("c"), snapshots.users(image.id()));
  }

  @Test
  void aViewKeepsTheImageAndHasNoPlaceForChanges() {
    Image image = TarFixture.oneFile(store, "a:1", "content");
    Snapshot view = snapshots.view("v", image);
    assertEquals(snapshots.plan("x", image).lowerdirs(), view.lowerdirs());
    assertFalse(Files.exists(view.upperdir()));
    assertFalse(Files.exists(view.workdir()));
    assertEquals(List.of(), diff("v"));
    assertEquals(0, snapshots.usageBytes("v"));
    assertThrows(ImageException.Exists.class, () -> snapshots.view("v", image));
    assertThrows(ImageException.InUse.class, () -> store.remove("a:1", true));
    assertEquals(view, ImageStore.open(store.dataRoot()).snapshots().find("v").orElseThrow());
    assertEquals(
        List.of(), ImageStore.check(store.dataRoot(), CheckRequest.LOOK, id -> Optional.empty()));
    assertTrue(snapshots.remove("v"));
    store.remove("a:1", false);
    assertEquals(List.of(), store.images());
  }

  @Test
  void aLayerThatHidesEverythingIsTheLowest() {
    Image image =
        TarFixture.layers(
            store,
            "a",
            new RawTar().file("old", "").end(),
            new RawTar().file(".wh..wh..opq", "").file("new", "").end(),
            new RawTar().file("top", "").end());
    assertEquals(2, snapshots.prepare("c", image).lowerdirs().size());
  }

  @Test
  void anImageWithoutLayersIsAnEmptyRoot() throws Exception {
    Image image = TarFixture.layers(store, "scratch");
    try (Overlay overlay = new Overlay(snapshots.prepare("c", image))) {
      Files.writeString(overlay.path().resolve("x"), "y");
    }
    assertEquals(List.of("A /x"), diff("c"));
  }

  @Test
  void theRootLooksLikeThatOfTheLayerBelow() throws Exception {
    Path lower = Files.createDirectory(temp.resolve("lower"));
    Tools.sh(lower, "chown 5:6 .; chmod 1751 .; touch -d @1234567890.5 .");
    Snapshot snapshot = snapshots.prepare("c", lower);
    assertEquals(List.of(lower), snapshot.lowerdirs());
    assertEquals(TreeListing.of(lower).get(""), TreeListing.of(snapshot.upperdir()).get(""));
  }

  @Test
  void theRootHasTheAttributesOfTheTopLayer() throws Exception {
    Image image =
        TarFixture.layers(
            store,
            "a",
            new RawTar().pax("SCHILY.xattr.user.note", "kept").directory("./").end(),
            new RawTar().file("x", "").end());
    Snapshot snapshot = snapshots.prepare("c", image);
    String root = TreeListing.of(snapshot.upperdir()).get("");
    assertTrue(root.endsWith(" user.note=6b657074"), root);
  }

  @Test
  void refusesIdsThatExistOrArePaths() {
    Image image = TarFixture.oneFile(store, "a", "x");
    snapshots.prepare("c", image);
    assertEquals(
        "container c: exists already",
        assertThrows(ImageException.Exists.class, () -> snapshots.prepare("c", image))
            .getMessage());
    for (String id : List.of("", "..", ".hidden", "a/b", "x".repeat(300))) {
      assertThrows(IllegalArgumentException.class, () -> snapshots.prepare(id, image), id);
    }
    Path file = temp.resolve("data/image/index.json");
    assertEquals(
        file + ": not a directory",
        assertThrows(ImageException.NotFound.class, () -> snapshots.prepare("d", file))
            .getMessage());
    assertFalse(snapshots.remove("d"));
    assertEquals(1, temp.resolve("data/containers").toFile().list().length);
  }

  @Test
  void listsExactlyWhatChanged() throws Exception {
    Image image =
        TarFixture.layers(
            store,
            "a",
            new RawTar()
                .directory("etc")
                .file("etc/hosts", "1")
                .file("etc/kept", "1")
                .file("gone", "1")
                .directory("dir")
                .file("dir/a", "1")
                .file("dir/b", "1")
                .directory("swap")
                .file("swap/in", "1")
                .file("mode", "1")
                .file("opened", "1")
                .end(),
            new RawTar()
                .directory("srv")
                .symlink("srv/link", "x")
                .file(".wh.mode", "")
                .file("mode", "2")
                .end());
    Snapshot snapshot = snapshots.prepare("c", image);
    try (Overlay overlay = new Overlay(snapshot)) {
      assertEquals(List.of(), diff("c"));
      Tools.sh(
          Path.of("/"),
          "cd -P "
              + overlayPath(overlay)
              + "; echo 2 >>etc/hosts; rm gone; rm -r dir; mkdir dir; echo n >dir/a; echo n >dir/new; "
              + "rm -r swap; echo file >swap; chmod 600 mode; ln -sfn y srv/link; mkdir -p new/deep; echo x >new/deep/file; "
              + "mknod null c 1 3; : >>opened");
    }
    assertEquals(
        List.of(
            "C /dir",
            "C /dir/a",
            "D /dir/b",
            "A /dir/new",
            "C /etc/hosts",
            "D /gone",
            "C /mode",
            "A /new",
            "A /new/deep",
            "A /new/deep/file",
            "A /null",
            "C /srv",
            "C /srv/link",
            "C /swap"),
        diff("c"));
  }

  /** The shell of a test has other descriptors than the test. */
  private static String overlayPath(Overlay overlay) {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + overlay.path().getFileName();
  }

  @Test
  void oneByteOfABigFileCopiesThatFileOnly() throws Exception {
    byte[] big = new byte[20_000_000];
    Image image =
        TarFixture.layers(
            store, "a", new RawTar().entry('0', "big", "", big, -1).file("other", "x").end());
    Map<String, String> before = TreeListing.of(temp.resolve("data/overlay2"));
    Snapshot snapshot = snapshots.prepare("c", image);
    assertTrue(snapshots.usageBytes("c") < 20_000, snapshots.usageBytes("c") + " bytes");
    try (Overlay overlay = new Overlay(snapshot)) {
      Tools.sh(
          Path.of("/"),
          "printf x | dd of=" + overlayPath(overlay) + "/big conv=notrunc status=none");
    }
    assertEquals(List.of("C /big"), diff("c"));
    long usage = snapshots.usageBytes("c");
    assertTrue(usage >= 20_000_000 && usage < 21_000_000, usage + " bytes");
    assertEquals(before, TreeListing.of(temp.resolve("data/overlay2")));
  }

  @Test
  void tenContainersShareAnImageAndRemovalTakesOnlyTheirs() throws Exception {
    Image image =
        TarFixture.layers(
            store, "a", new RawTar().entry('0', "big", "", new byte[5_000_000], -1).end());
    Map<String, String> before = TreeListing.of(temp.resolve("data/overlay2"));
    for (int i = 0; i < 10; i++) {
      Snapshot snapshot = snapshots.prepare("c" + i, image);
      Files.writeString(snapshot.upperdir().resolve("own"), "" + i);
      assertTrue(snapshots.usageBytes("c" + i) < 1_000_000);
    }
    for (int i = 0; i < 10; i++) {
      assertTrue(snapshots.remove("c" + i));
    }
    assertEquals(0, temp.resolve("data/containers").toFile().list().length);
    assertEquals(before, TreeListing.of(temp.resolve("data/overlay2")));
    assertEquals(image.id(), store.resolve("a").id());
  }

  @Test
  void aDamagedRecordKeepsNobodyFromRemovingTheContainer() throws Exception {
    Image image = TarFixture.oneFile(store, "a", "x");
    snapshots.prepare("c", image);
    Files.writeString(temp.resolve("data/containers/c/snapshot.json"), "");
    assertEquals(1, ImageStore.open(store.dataRoot()).snapshots().list().size());
    assertEquals(
        "container c: no snapshot",
        assertThrows(ImageException.NotFound.class, () -> snapshots.diff("c")).getMessage());
    assertTrue(snapshots.remove("c"));
  }
}
