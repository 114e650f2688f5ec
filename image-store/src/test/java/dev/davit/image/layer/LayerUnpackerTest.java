package dev.davit.image.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.ImportListener;
import dev.davit.image.Tools;
import dev.davit.image.TreeListing;
import dev.davit.image.tar.RawTar;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerUnpackerTest {

  @TempDir Path temp;
  private final List<Path> layers = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void needsRoot() {
    Tools.needRoot();
  }

  /** Unpacks an archive on top of those before. */
  private Path unpack(byte[] archive) throws Exception {
    return unpack(new ByteArrayInputStream(archive), UnpackLimits.DEFAULT);
  }

  private Path unpack(InputStream archive, UnpackLimits limits) throws Exception {
    Path directory = Files.createDirectory(temp.resolve("layer" + layers.size()));
    ImportListener listener =
        new ImportListener() {
          @Override
          public void warning(String message) {
            warnings.add(message);
          }
        };
    try (LowerLayers lower = LowerLayers.open(layers)) {
      Fd top =
          Descriptors.open(Fd.CWD, directory.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
      new LayerUnpacker("a.tar", top, lower, limits, listener).unpack(archive);
    }
    layers.add(0, directory);
    return directory;
  }

  private String refusal(RawTar archive) {
    String message =
        assertThrows(ImageException.Malformed.class, () -> unpack(archive.end())).getMessage();
    Path directory = temp.resolve("layer" + layers.size());
    TreeRemoval.remove(directory);
    return message;
  }

  @Test
  void refusesNamesThatLeaveTheLayer() throws Exception {
    Path outside = Files.writeString(temp.resolve("outside"), "precious");
    assertEquals(
        "a.tar: entry ../outside: name contains .. and could leave the layer",
        refusal(new RawTar().file("../outside", "evil")));
    assertEquals(
        "a.tar: entry a/../../outside: name contains .. and could leave the layer",
        refusal(new RawTar().file("a/../../outside", "evil")));
    assertEquals(
        "a.tar: entry x: hard link to ../outside: could leave the layer",
        refusal(new RawTar().link("x", "../outside")));
    assertEquals(
        "a.tar: entry .wh...: whiteout of no file", refusal(new RawTar().file(".wh...", "")));
    assertEquals("precious", Files.readString(outside));
  }

  @Test
  void takesAbsoluteNamesAsNamesOfTheLayer() throws Exception {
    Path layer = unpack(new RawTar().file("/davit-absolute/x", "mine").end());
    assertEquals("mine", Files.readString(layer.resolve("davit-absolute/x")));
    assertFalse(Files.exists(Path.of("/davit-absolute")));
  }

  @Test
  void neverFollowsLinksOutOfTheLayer() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("file"), "precious");
    String up = "../".repeat(20);
    String target = outside.toString();
    List<RawTar> attacks =
        List.of(
            new RawTar().symlink("evil", target).file("evil/file", "pwned"),
            new RawTar().symlink("evil", up + target.substring(1)).file("evil/file", "pwned"),
            new RawTar().symlink("a", "..").symlink("a/b", "..").file("a/b/c/" + target, "pwned"),
            new RawTar().symlink("evil", target).link("mine", "evil/file"),
            new RawTar().symlink("evil", target + "/file").file("evil/x", "pwned"),
            new RawTar().symlink("evil", "/proc/self/root" + target).file("evil/file", "pwned"),
            new RawTar().symlink("evil", target).file("evil/.wh.file", ""),
            new RawTar().symlink("evil", target).file("evil/.wh..wh..opq", ""),
            new RawTar().symlink("evil", target).entry('3', "evil/null", "", ""),
            new RawTar().symlink("evil", target).directory("evil/made/"),
            new RawTar().link("mine", target + "/file"));
    int refused = 0;
    for (RawTar attack : attacks) {
      try {
        unpack(attack.end());
      } catch (ImageException.Malformed e) {
        assertTrue(e.getMessage().startsWith("a.tar: entry "), e.getMessage());
        TreeRemoval.remove(temp.resolve("layer" + layers.size()));
        refused++;
      }
      assertEquals("precious", Files.readString(outside.resolve("file")));
      assertEquals(List.of("file"), List.of(outside.toFile().list()));
    }
    assertEquals(attacks.size() - 3, refused);
    assertFalse(Files.exists(temp.resolve("outside/made")));
  }

  @Test
  void writesIntoTheLayerThroughItsOwnLinks() throws Exception {
    Path layer =
        unpack(
            new RawTar()
                .directory("usr/lib/")
                .symlink("lib", "/usr/lib")
                .symlink("l2", "../../../lib")
                .file("lib/one", "1")
                .file("l2/two", "2")
                .end());
    assertEquals("1", Files.readString(layer.resolve("usr/lib/one")));
    assertEquals("2", Files.readString(layer.resolve("usr/lib/two")));
    assertTrue(Files.isSymbolicLink(layer.resolve("lib")));
  }

  @Test
  void aFileOverALinkReplacesTheLink() throws Exception {
    Path outside = Files.writeString(temp.resolve("outside"), "precious");
    Path layer =
        unpack(
            new RawTar()
                .symlink("x", outside.toString())
                .file("x", "mine")
                .link("y", "x")
                .entry('0', "y", "", "other")
                .symlink("d", "/")
                .directory("d/")
                .file("d/x", "in")
                .end());
    assertEquals("precious", Files.readString(outside));
    assertEquals("mine", Files.readString(layer.resolve("x")));
    assertEquals("other", Files.readString(layer.resolve("y")));
    assertEquals("in", Files.readString(layer.resolve("d/x")));
  }

  @Test
  void replacesWhatIsInTheWayAndMergesDirectories() throws Exception {
    Path layer =
        unpack(
            new RawTar()
                .directory("a/")
                .file("a/b/c", "deep")
                .file("a", "file now")
                .file("f", "file")
                .directory("f/")
                .file("f/x", "x")
                .directory("f/")
                .end());
    assertEquals("file now", Files.readString(layer.resolve("a")));
    assertEquals("x", Files.readString(layer.resolve("f/x")));
  }

  @Test
  void refusesHardLinksToWhatIsNotThere() {
    assertEquals(
        "a.tar: entry x: hard link to nowhere/y, which is not there",
        refusal(new RawTar().link("x", "nowhere/y")));
    assertEquals(
        "a.tar: entry x: hard link to directory d",
        refusal(new RawTar().directory("d").link("x", "d")));
  }

  @Test
  void aHardLinkToItselfIsThatFile() throws Exception {
    Path layer = unpack(new RawTar().file("x", "content").link("x", "./x").end());
    assertEquals("content", Files.readString(layer.resolve("x")));
  }

  @Test
  void refusesAFileWithEntriesBelow() {
    assertEquals(
        "a.tar: entry x/y: x is not a directory in this layer",
        refusal(new RawTar().file("x", "").file("x/y", "")));
    assertEquals(
        "a.tar: entry x/y: x is a symbolic link to a directory that this layer does not have",
        refusal(new RawTar().symlink("x", "/nowhere").file("x/y", "")));
    assertTrue(
        refusal(new RawTar().symlink("x", "x").file("x/y", ""))
            .startsWith("a.tar: entry x/y: openat2("));
    assertEquals(
        "a.tar: entry .: only a directory can be the top of a layer",
        refusal(new RawTar().file(".", "")));
    assertTrue(
        refusal(new RawTar().pax("path", "n".repeat(300)).file("x", ""))
            .endsWith("ENAMETOOLONG (File name too long)"));
  }

  @Test
  void refusesAbsurdSizes() {
    UnpackLimits limits = new UnpackLimits(3, 1 << 20, 2 << 20);
    String[] problems = {
      problem(
          new RawTar()
              .pax("GNU.sparse.map", "0,0", "GNU.sparse.size", "1125899906842624")
              .file("x", ""),
          limits),
      problem(
          new RawTar()
              .entry('0', "x", "", new byte[1 << 20], -1)
              .entry('0', "y", "", new byte[1 << 20], -1)
              .file("z", "z"),
          limits),
      problem(new RawTar().file("a", "").file("b", "").file("c", "").file("d", ""), limits),
    };
    assertEquals(
        "a.tar: entry x: 1125899906842624 bytes are more than the 1048576 that a file may have",
        problems[0]);
    assertEquals(
        "a.tar: entry z: the layer has more than the 2097152 bytes that one may have", problems[1]);
    assertEquals(
        "a.tar: entry d: the layer has more than the 3 entries that one may have", problems[2]);
  }

  private String problem(RawTar archive, UnpackLimits limits) {
    String message =
        assertThrows(
                ImageException.Malformed.class,
                () -> unpack(new ByteArrayInputStream(archive.end()), limits))
            .getMessage();
    TreeRemoval.remove(temp.resolve("layer" + layers.size()));
    return message;
  }

  @Test
  void turnsWhiteoutsIntoDevicesOnlyWhereTheyHideSomething() throws Exception {
    unpack(
        new RawTar()
            .file("gone", "1")
            .file("dir/a", "1")
            .file("dir/b", "1")
            .file("kept", "1")
            .end());
    Path layer =
        unpack(
            new RawTar()
                .file(".wh.gone", "")
                .file(".wh.never", "")
                .file("dir/.wh.a", "")
                .file(".wh.kept", "")
                .file("kept", "2")
                .file(".wh..wh.plnk", "")
                .end());
    Map<String, String> lines = TreeListing.of(layer);
    assertEquals(java.util.Set.of("", "gone", "dir", "dir/a", "kept"), lines.keySet());
    assertTrue(
        lines.get("gone").startsWith("20000 ") && lines.get("gone").endsWith(" 0:0"),
        lines.get("gone"));
    assertEquals("2", Files.readString(layer.resolve("kept")));
  }

  /**
   * Builders write whiteouts for what was in a directory even where a file or a link replaced it.
   */
  @Test
  void leavesWhiteoutsBelowFilesAndLinksAlone() throws Exception {
    unpack(new RawTar().file("a/x", "").file("b/x", "").file("other/x", "").end());
    Path layer =
        unpack(
            new RawTar()
                .file("a", "a file")
                .file("a/.wh.x", "")
                .directory("other")
                .symlink("b", "other")
                .file("b/.wh.x", "")
                .file("b/.wh..wh..opq", "")
                .end());
    assertEquals(java.util.Set.of("", "a", "b", "other"), TreeListing.of(layer).keySet());
    try (Fd directory =
        Descriptors.open(Fd.CWD, layer.resolve("other").toString(), OpenFlags.O_RDONLY)) {
      assertFalse(Attributes.isOpaque(directory));
    }
  }

  @Test
  void makesDirectoriesOpaqueThatReplaceOnesBelow() throws Exception {
    unpack(
        new RawTar()
            .file("a/old", "")
            .file("b/old", "")
            .file("c/old", "")
            .file("d/old", "")
            .file("e/old", "")
            .end());
    Path layer =
        unpack(
            new RawTar()
                .directory("a")
                .file("a/.wh..wh..opq", "")
                .file("a/new", "")
                .file(".wh.b", "")
                .directory("b")
                .file(".wh.c", "")
                .file("c/new", "")
                .directory("d")
                .file(".wh.d", "")
                .file("e", "")
                .directory("e")
                .end());
    for (String name : List.of("a", "b", "c", "d", "e")) {
      try (Fd directory =
          Descriptors.open(Fd.CWD, layer.resolve(name).toString(), OpenFlags.O_RDONLY)) {
        assertTrue(Attributes.isOpaque(directory), name);
      }
    }
    assertEquals("new", layer.resolve("c").toFile().list()[0]);
  }

  @Test
  void impliedDirectoriesKeepTheAttributesThatTheyHaveBelow() throws Exception {
    byte[] base = new RawTar().entry('5', "srv", "", "").end();
    RawTar.put(base, 100, "0002750\0");
    RawTar.put(base, 108, "0000041\0");
    System.arraycopy(RawTar.sign(java.util.Arrays.copyOf(base, 512)), 0, base, 0, 512);
    unpack(base);
    Path layer = unpack(new RawTar().file("srv/deep/er/file", "x").end());
    Map<String, String> lines = TreeListing.of(layer);
    assertTrue(lines.get("srv").startsWith("42750 33:0 1610612736.000000000"), lines.get("srv"));
    assertTrue(lines.get("srv/deep").startsWith("40755 0:0 "), lines.get("srv/deep"));
  }

  @Test
  void escapesAttributesThatOverlayfsWouldObey() throws Exception {
    Path layer =
        unpack(
            new RawTar().pax("SCHILY.xattr.trusted.overlay.redirect", "/etc").directory("d").end());
    String attributes = Tools.run("getfattr", "-d", "-m", "-", layer.resolve("d").toString());
    assertTrue(attributes.contains("trusted.overlay.overlay.redirect=\"/etc\""), attributes);
  }

  @Test
  void warnsOfAttributesThatTheFileSystemDoesNotTake() throws Exception {
    unpack(new RawTar().pax("SCHILY.xattr.user.x", "y").symlink("s", "t").end());
    assertEquals(
        List.of("a.tar: s: attribute user.x left out: the file system does not support it"),
        warnings);
  }

  @Test
  void unpacksSpecialFilesWithTheirOwnersModesAndTimes() throws Exception {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Tools.sh(
        tree,
        "mknod -m 666 null c 1 3; mknod -m 640 disk b 259 1048575; mkfifo fifo; chmod 1600 fifo; "
            + "echo x >setuid; chown 5:6 setuid; chmod 6755 setuid; setcap cap_net_raw+ep setuid; "
            + "mkdir -m 1777 tmp; ln -s nowhere link; chown -h 7:8 link; "
            + "setfattr -n user.bin -v 0x00ff0a3d tmp; setfattr -h -n trusted.t -v v link; "
            + "echo y >$'new\\nline'; echo z >$'inv\\xe9lid'; ln setuid hard; "
            + "truncate -s 64M holes; printf data | dd of=holes bs=1 seek=50000000 conv=notrunc status=none; "
            + "touch -h -d @1000000000.123456789 link; touch -d @-5.25 fifo; touch -d @17000000000.5 null; "
            + "touch -d @1000000001.999999999 tmp .; tar --xattrs --xattrs-include='*' --format=pax -S -cf ../a.tar .");
    Path layer = unpack(Files.newInputStream(temp.resolve("a.tar")), UnpackLimits.DEFAULT);
    assertEquals(lines(TreeListing.of(tree)), lines(TreeListing.of(layer)));
    assertTrue((long) (Long) Files.getAttribute(layer.resolve("holes"), "size") == 64L << 20);
    long kib =
        Long.parseLong(Tools.run("du", "-k", layer.resolve("holes").toString()).split("\\s")[0]);
    assertTrue(kib < 1024, "holes take " + kib + " KiB");
  }

  private static String lines(Map<String, String> listing) {
    StringBuilder lines = new StringBuilder();
    listing.forEach((path, line) -> lines.append(path).append(": ").append(line).append('\n'));
    return lines.toString();
  }

  @Test
  void removesDeepTreesAndNeverFollowsLinks() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("file"), "precious");
    Path doomed = Files.createDirectory(temp.resolve("doomed"));
    Files.createSymbolicLink(doomed.resolve("link"), outside);
    Tools.run(
        doomed,
        "python3",
        "-c",
        "import os,sys\nfor i in range(500): os.mkdir('d'); os.chdir('d'); os.symlink(sys.argv[1], 'link')",
        outside.toString());
    TreeRemoval.remove(doomed);
    assertEquals(List.of(), Tools.openFiles(temp));
    assertFalse(Files.exists(doomed, LinkOption.NOFOLLOW_LINKS));
    assertEquals("precious", Files.readString(outside.resolve("file")));
  }
}
