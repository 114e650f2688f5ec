package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.image.snapshot.Overlay;
import dev.davit.image.snapshot.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UmociComparisonTest {

  private static final String TAR =
      "tar --sort=name --xattrs --xattrs-include='*' --format=pax -cf ";

  @TempDir Path temp;

  /** Adds a layer made by a script in an empty directory; leading entries come first in its tar. */
  private void layer(int number, String script, String... first) throws Exception {
    Path directory = Files.createDirectory(temp.resolve("l" + number));
    Tools.sh(directory, script);
    Tools.sh(directory, TAR + "../l" + number + ".tar " + String.join(" ", first) + " .");
    Tools.sh(temp, "umoci raw add-layer --image layout:box l" + number + ".tar");
  }

  private void assertSameAsUmoci() throws Exception {
    Tools.sh(temp, "umoci raw unpack --image layout:box umoci");
    ImageStore store = ImageStore.open(temp.resolve("data"));
    Image image = store.load(temp.resolve("layout")).get(0);
    assertEquals("layout:box", image.displayName());
    Snapshot snapshot = store.snapshots().prepare("c", image);
    try (Overlay overlay = new Overlay(snapshot)) {
      assertEquals(
          text(TreeListing.of(temp.resolve("umoci"))), text(TreeListing.of(overlay.path())));
    }
    store.snapshots().remove("c");
  }

  private static String text(Map<String, String> listing) {
    StringBuilder text = new StringBuilder();
    listing.forEach((path, line) -> text.append(path).append(": ").append(line).append('\n'));
    return text.toString();
  }

  @Test
  void sixLayersMergedAreWhatUmociUnpacks() throws Exception {
    Tools.needRoot();
    Tools.need("umoci");
    Tools.sh(temp, "umoci init --layout layout; umoci new --image layout:box");
    layer(
        1,
        "mkdir -p etc usr/bin var/lib/{a,b,c} opt/{x,y,z}; echo box >etc/hostname; echo 1 >etc/passwd; "
            + "echo ping >usr/bin/ping; chmod 4755 usr/bin/ping; setcap cap_net_raw+ep usr/bin/ping; "
            + "ln usr/bin/ping usr/bin/ping6; ln -s usr/bin bin; ln -s /usr/bin/ping abs; "
            + "mknod -m 666 null c 1 3; mkfifo pipe; chown 33:44 var/lib/a; chmod 2770 var/lib/a; "
            + "setfattr -n user.note -v hello var/lib/b; "
            + "for d in var/lib/a var/lib/b var/lib/c opt/x opt/y opt/z; do echo old >$d/old; echo two >$d/two; done; "
            + "find . -exec touch -h -d @1100000000.111111111 {} +");
    layer(
        2,
        "mkdir -p etc var/lib/a; touch etc/.wh.passwd var/lib/a/.wh.old; echo new >var/lib/a/new; "
            + "chmod 755 etc; find . -exec touch -h -d @1200000000.222222222 {} +");
    layer(
        3,
        "mkdir -p var/lib/b opt; touch var/lib/b/.wh..wh..opq; echo only >var/lib/b/only; "
            + "touch opt/.wh.x; find . -exec touch -h -d @1300000000.333333333 {} +");
    layer(
        4,
        "mkdir -p opt/y var/lib; echo 'a file now' >var/lib/c; touch opt/.wh.z; mkdir opt/z; "
            + "echo fresh >opt/z/fresh; rm -rf opt/y; ln -s /etc opt/y; mkdir null; echo dir >null/file; "
            + "find . -exec touch -h -d @1400000000.444444444 {} +",
        "./opt/.wh.z");
    layer(
        5,
        "mkdir -p usr/bin; echo pong >usr/bin/pong; ln usr/bin/pong usr/bin/pong2; touch .wh.pipe; "
            + "setfattr -n user.bin -v 0x00ff01 usr/bin/pong; chown 1000:1000 usr/bin/pong; "
            + "find . -exec touch -h -d @1500000000.555555555 {} +");
    layer(
        6,
        "echo last >'na me'; mkdir -p deep/er; echo x >deep/er/x; find . -exec touch -h -d @1600000000.6 {} +");
    assertSameAsUmoci();
  }

  /** Layers as a builder makes them: the difference between a bundle before and after. */
  @Test
  void layersThatUmociMadeOfChangesAreUnpackedAlike() throws Exception {
    Tools.needRoot();
    Tools.need("umoci");
    Tools.sh(
        temp,
        "umoci init --layout layout; umoci new --image layout:box; umoci unpack --image layout:box b");
    String[] changes = {
      "mkdir -p etc usr/bin srv/a; echo 1 >etc/one; echo 2 >etc/two; cp /bin/true usr/bin/tool; "
          + "ln usr/bin/tool usr/bin/alias; setcap cap_net_bind_service+ep usr/bin/tool; echo x >srv/a/x",
      "rm etc/one; echo more >>etc/two; ln usr/bin/tool srv/third; chmod 700 srv",
      "rm -r srv/a; ln -s /etc srv/a; mkfifo srv/pipe; chown 12:13 etc/two",
      "rm srv/a; mkdir srv/a; echo y >srv/a/y; rm usr/bin/alias; truncate -s 1M srv/holes",
      "rm -r etc; echo 'a file' >etc; setfattr -n user.k -v v srv/a",
    };
    for (String change : changes) {
      Tools.sh(temp.resolve("b/rootfs"), change);
      Tools.sh(temp, "umoci repack --refresh-bundle --image layout:box b");
    }
    assertSameAsUmoci();
  }

  @Test
  void hardLinksToFilesOfLowerLayersAreWhatUmociMakes() throws Exception {
    Tools.needRoot();
    Tools.need("umoci");
    Tools.sh(temp, "umoci init --layout layout; umoci new --image layout:box");
    layer(
        1,
        "mkdir -p bin sbin; echo tool >bin/tool; chmod 4711 bin/tool; chown 3:4 bin/tool; ln -s tool bin/sym; "
            + "setcap cap_chown+p bin/tool; setfattr -n user.a -v b bin/tool; "
            + "find . -exec touch -h -d @1100000000.111111111 {} +");
    // GNU tar writes the second name as a link; the first is then cut out of the archive.
    Path directory = Files.createDirectory(temp.resolve("l2"));
    Tools.sh(
        directory,
        "mkdir -p bin sbin; echo x >bin/tool; ln bin/tool sbin/alias; touch -d @1 bin sbin; "
            + "tar --format=pax -cf ../l2.tar bin/tool sbin/alias; tar --delete -f ../l2.tar bin/tool; "
            + "tar -tvf ../l2.tar | grep 'alias link to bin/tool'");
    Tools.sh(temp, "umoci raw add-layer --image layout:box l2.tar");
    assertSameAsUmoci();
  }
}
