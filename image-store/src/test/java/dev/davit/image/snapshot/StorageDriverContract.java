package dev.davit.image.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Commit;
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

/** What every storage driver has to do; a subclass for each. */
abstract class StorageDriverContract {

  /** A container's root for as long as it is open. */
  interface Root extends AutoCloseable {
    Path path();

    @Override
    void close();
  }

  private static final byte[] BASE =
      new RawTar()
          .directory("etc")
          .file("etc/hosts", "1")
          .file("etc/kept", "1")
          .file("gone", "1")
          .directory("dir")
          .file("dir/a", "1")
          .directory("dir/sub")
          .file("dir/sub/deep", "1")
          .directory("swap")
          .file("swap/in", "1")
          .file("mode", "1")
          .file("opened", "1")
          .file("back", "1")
          .entry('1', "hosts2", "etc/hosts", "")
          .end();
  private static final byte[] TOP =
      new RawTar()
          .directory("srv")
          .symlink("srv/link", "x")
          .file(".wh.mode", "")
          .file("mode", "2")
          .end();

  private static final String CHANGE =
      "echo 2 >>etc/kept; rm gone; rm -r dir; mkdir -p dir/sub; echo n >dir/new; "
          + "rm -r swap; echo file >swap; chmod 600 mode; ln -sfn y srv/link; "
          + "mkdir -p new/deep; echo x >new/deep/file; ln new/deep/file new/second; "
          + "mknod null c 1 3; mkfifo pipe; : >>opened; "
          + "touch -r back .stamp; printf 2 >back; touch -r .stamp back; rm .stamp; "
          + "setfattr -n user.k -v v new/deep/file; touch -h -d @1600000000.123456789 new/deep/file";

  private static final List<String> CHANGES =
      List.of(
          "C /back",
          "C /dir",
          "D /dir/a",
          "A /dir/new",
          "C /dir/sub",
          "D /dir/sub/deep",
          "C /etc/kept",
          "D /gone",
          "C /mode",
          "A /new",
          "A /new/deep",
          "A /new/deep/file",
          "A /new/second",
          "A /null",
          "A /pipe",
          "C /srv",
          "C /srv/link",
          "C /swap");

  @TempDir Path temp;
  ImageStore store;

  abstract StorageDriver driver();

  abstract Root open(Snapshot snapshot) throws Exception;

  @BeforeEach
  void opensAStore() {
    Tools.needRoot();
    store = ImageStore.open(temp.resolve("data"));
  }

  private Snapshot prepare(String id, Image image) {
    return store.snapshots().prepare(id, image, driver());
  }

  private List<String> diff(String id) {
    return store.snapshots().diff(id).stream().map(Change::toString).toList();
  }

  private void inside(Snapshot snapshot, String script) throws Exception {
    try (Root root = open(snapshot)) {
      Tools.sh(Path.of("/"), "cd -P " + visible(root) + "; " + script);
    }
  }

  /** The shell of a test has other descriptors than the test. */
  private static String visible(Root root) {
    String path = root.path().toString();
    return path.startsWith("/proc/self/")
        ? path.replace("/proc/self/", "/proc/" + ProcessHandle.current().pid() + "/")
        : path;
  }

  private Map<String, String> tree(Snapshot snapshot) throws Exception {
    try (Root root = open(snapshot)) {
      return TreeListing.of(root.path());
    }
  }

  private Image image() {
    return TarFixture.layers(store, "base:1", BASE, TOP);
  }

  @Test
  void theContainerSeesTheTopMostOfEachFile() throws Exception {
    Snapshot snapshot = prepare("c", image());
    assertEquals(driver(), snapshot.driver());
    try (Root root = open(snapshot)) {
      assertEquals("2", Files.readString(root.path().resolve("mode")));
      assertEquals("1", Files.readString(root.path().resolve("etc/hosts")));
      assertEquals(
          Files.getAttribute(root.path().resolve("etc/hosts"), "unix:ino"),
          Files.getAttribute(root.path().resolve("hosts2"), "unix:ino"));
    }
    assertEquals(snapshot, ImageStore.open(store.dataRoot()).snapshots().find("c").orElseThrow());
  }

  @Test
  void listsExactlyWhatChanged() throws Exception {
    Snapshot snapshot = prepare("c", image());
    assertEquals(List.of(), diff("c"));
    inside(snapshot, "cat etc/hosts mode >/dev/null; ls -R >/dev/null");
    assertEquals(List.of(), diff("c"));
    inside(snapshot, CHANGE);
    assertEquals(CHANGES, diff("c"));
  }

  @Test
  void aContainerOfTheCommittedImageIsTheSameTree() throws Exception {
    Snapshot snapshot = prepare("c", image());
    inside(snapshot, CHANGE);
    Map<String, String> wanted = tree(snapshot);
    Image committed =
        store.commit(
            "c",
            new Commit(
                Optional.of("made:1"),
                List.of("CMD [\"/bin/x\"]", "ENV A=b"),
                Optional.of("me"),
                Optional.of("why"),
                Optional.empty()),
            changes -> changes);
    assertEquals("made:1", committed.displayName());
    assertEquals(3, committed.chainIds().size());
    assertEquals(List.of("/bin/x"), committed.config().config().orElseThrow().cmd());
    assertEquals(wanted, tree(prepare("d", committed)));
    assertEquals(List.of(), diff("d"));
  }

  @Test
  void theLayersStayAsTheyAre() throws Exception {
    Map<String, String> before;
    Snapshot snapshot = prepare("c", image());
    before = TreeListing.of(temp.resolve("data/overlay2"));
    inside(snapshot, CHANGE);
    assertEquals(before, TreeListing.of(temp.resolve("data/overlay2")));
    assertTrue(store.snapshots().usageBytes("c") > 0);
    assertTrue(store.snapshots().remove("c"));
    assertFalse(store.snapshots().remove("c"));
    assertEquals(before, TreeListing.of(temp.resolve("data/overlay2")));
    assertEquals(0, temp.resolve("data/containers").toFile().list().length);
    assertEquals(0, temp.resolve("data/journal").toFile().list().length);
  }

  @Test
  void anImageInUseStays() {
    Image image = image();
    prepare("c", image);
    assertThrows(ImageException.InUse.class, () -> store.remove("base:1", true));
    assertThrows(ImageException.Exists.class, () -> prepare("c", image));
    store.snapshots().remove("c");
    store.remove("base:1", true);
    assertEquals(0, temp.resolve("data/overlay2").toFile().list().length);
  }

  @Test
  void attributesHolesAndListsOfAccessAreKept() throws Exception {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Tools.sh(
        tree,
        "mkdir -p d/e; echo x >d/e/f; setfattr -n user.a -v b d; truncate -s 50M holes; "
            + "printf end | dd of=holes bs=1 seek=30000000 conv=notrunc status=none; "
            + "setfacl -m u:1234:rwx,m::rwx d/e/f; setfacl -d -m u:77:rx d; cp /bin/true cap; setcap cap_chown+ep cap; "
            + "chmod 4755 cap; chown 12:34 d/e/f; mknod -m 600 tty c 5 0; "
            + "find . -exec touch -h -d @1500000000.987654321 {} +");
    Tools.sh(tree, "tar --sort=name --xattrs --xattrs-include='*' --format=pax -S -cf ../t.tar .");
    Image image =
        store.importTar(
            temp.resolve("t.tar"),
            "t",
            dev.davit.oci.image.ContainerConfig.empty(),
            dev.davit.image.ImportListener.NONE);
    Snapshot snapshot = prepare("c", image);
    assertEquals(TreeListing.of(tree), tree(snapshot));
    try (Root root = open(snapshot)) {
      String blocks = Tools.sh(Path.of("/"), "stat -c %b " + visible(root) + "/holes").strip();
      assertTrue(Long.parseLong(blocks) < 1000, blocks + " blocks");
    }
  }
}
