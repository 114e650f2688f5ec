package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.ImportListener;
import dev.davit.oci.image.ContainerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Archives that are broken or hostile: nothing outside is touched, nothing is left, the error says
 * what.
 */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.GETFATTR})
@OnOneJava
class BadArchiveTest {

  @TestFactory
  Stream<DynamicTest> reachesNothingOutsideOfItsLayer() throws IOException {
    Path outside = Workspace.directory("outside");
    Files.writeString(outside.resolve("canary"), "alive");
    return AttackArchives.against(outside).entrySet().stream()
        .map(
            attack ->
                DynamicTest.dynamicTest(attack.getKey(), () -> attack(outside, attack.getValue())));
  }

  private static void attack(Path outside, byte[] archive) throws IOException {
    DavitCommand davit = DavitCommand.fresh();
    TreeListing before = TreeListing.of(outside.toString());
    Path tar = Files.write(Workspace.directory("attack").resolve("a.tar"), archive);
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .layer(BusyboxRootfs.tar())
            .layer(archive)
            .tag("evil:1");
    ImageStore store = ImageStore.open(davit.root());
    boolean imported =
        isTaken(() -> store.importTar(tar, "evil:0", ContainerConfig.empty(), ImportListener.NONE));
    boolean loaded = isTaken(() -> store.load(layout));
    assertEquals(List.of(), TreeListing.of(outside.toString()).differences(before));
    assertEquals(imported, loaded, "both ways in judge alike");
    if (loaded) {
      davit.container("evil:1", "sh", "-c", "true").expect(0);
      assertEquals(List.of(), TreeListing.of(outside.toString()).differences(before));
    }
  }

  private static boolean isTaken(Runnable importing) {
    try {
      importing.run();
      return true;
    } catch (ImageException refused) {
      assertFalse(refused.getMessage().isBlank());
      return false;
    }
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsBroken() {
    byte[] good = BusyboxRootfs.tar();
    byte[] sizes = new RawTar().file("a", "x").toBytes();
    byte[] paxBomb =
        new RawTar().entry('x', "pax", "", 0644, 0, 0, new byte[0], Map.of()).toBytes();
    byte[] bomb = withSize(paxBomb, "77777777777");
    Map<String, byte[]> broken =
        Map.of(
            "cut in the middle of a file", Arrays.copyOf(good, good.length / 2),
            "cut in the middle of a header", Arrays.copyOf(good, 512 * 3 + 100),
            "gzip cut in the middle", Arrays.copyOf(RawTar.gzip(good), 200_000),
            "noise", noise(),
            "an empty file", new byte[0],
            "a size that is not there", withSize(sizes, "77777777777"),
            "a size that is no number", withSize(sizes, "00000/80000"),
            "extended headers of 8 GiB", bomb);
    return broken.entrySet().stream()
        .map(b -> DynamicTest.dynamicTest(b.getKey(), () -> refuses(b.getValue())));
  }

  private static void refuses(byte[] archive) throws IOException {
    DavitCommand davit = DavitCommand.fresh();
    Path tar = Files.write(Workspace.directory("broken").resolve("b.tar"), archive);
    Tool.Result result = davit.attempt("import", tar.toString(), "broken:1").expect(1);
    assertNoStackTrace(result);
    assertTrue(result.err().contains("b.tar") || result.err().contains("tar"), result::err);
    assertFalse(davit.run("images").out().contains("broken"));
    assertNothingUnpacked(davit);
  }

  @Test
  void refusesALayerWithTheWrongDigest() {
    DavitCommand davit = DavitCommand.fresh();
    byte[] promised = new RawTar().file("a", "promised").toBytes();
    byte[] given = new RawTar().file("a", "forged!!").toBytes();
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .layer(BusyboxRootfs.tar())
            .forgedLayer(promised, given)
            .tag("forged:1");
    Tool.Result result = davit.attempt("load", layout.toString()).expect(1);
    assertNoStackTrace(result);
    assertTrue(result.err().contains(LayoutImage.digest(promised)), result::err);
    assertFalse(davit.run("images").out().contains("forged"));
  }

  @Test
  void refusesADigestThatIsAPath() throws IOException {
    DavitCommand davit = DavitCommand.fresh();
    Path layout =
        new LayoutImage(Workspace.directory("layout")).layer(BusyboxRootfs.tar()).tag("x:1");
    Path index = layout.resolve("index.json");
    Files.writeString(
        index,
        Files.readString(index)
            .replaceFirst("sha256:[0-9a-f]{64}", "sha256:" + "../".repeat(20) + "etc/passwd"));
    Tool.Result result = davit.attempt("load", layout.toString()).expect(1);
    assertNoStackTrace(result);
    assertTrue(result.err().contains("digest"), result::err);
  }

  @Test
  void refusesADockerArchiveWhoseLayersLeadOut() throws IOException {
    DavitCommand davit = DavitCommand.fresh();
    byte[] config =
        "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}".getBytes(StandardCharsets.UTF_8);
    for (String layer : List.of("../../../../etc/passwd", "/etc/passwd", "missing.tar", "link")) {
      Path tar =
          new RawTar()
              .file("config.json", 0644, config)
              .symlink("link", "/etc/passwd")
              .file(
                  "manifest.json",
                  "[{\"Config\":\"config.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\""
                      + layer
                      + "\"]}]")
              .write(Workspace.directory("archive").resolve("d.tar"));
      Tool.Result result = davit.attempt("load", tar.toString()).expect(1);
      assertNoStackTrace(result);
      assertFalse(davit.run("images").out().contains("a:1"));
    }
  }

  @Test
  void aBrokenArchiveCostsNothingThatWasThere() throws IOException {
    DavitCommand davit = DavitCommand.fresh();
    byte[] good = BusyboxRootfs.tar();
    Path tar = Files.write(Workspace.directory("tar").resolve("good.tar"), good);
    davit.run("import", tar.toString(), "good:1");
    Path cut = Files.write(tar.resolveSibling("cut.tar"), Arrays.copyOf(good, good.length / 2));
    davit.attempt("import", cut.toString(), "good:1").expect(1);
    assertEquals("ok", davit.container("good:1", "echo", "ok").expect(0).line());
  }

  @Test
  void unpacksDirectoriesDeeperThanAPathMayBeLong() {
    DavitCommand davit = DavitCommand.fresh();
    RawTar deep = new RawTar();
    String path = "d";
    for (int i = 0; i < 60; i++) {
      path = path + "/" + "x".repeat(100);
      deep.directory(path, 0755);
    }
    Path tar = deep.file(path + "/f", "deep").write(Workspace.directory("tar").resolve("deep.tar"));
    Tool.Result result = davit.attempt("import", tar.toString(), "deep:1");
    assertNoStackTrace(result);
    assertTrue(result.exit() == 0 || result.err().contains("ENAMETOOLONG"), result::toString);
    davit.attempt("rmi", "deep:1");
    assertNothingUnpacked(davit);
  }

  private static void assertNoStackTrace(Tool.Result result) {
    assertFalse(result.err().contains("\tat "), result::toString);
    assertFalse(result.err().contains("Exception"), result::toString);
  }

  private static void assertNothingUnpacked(DavitCommand davit) {
    Path layers = davit.root().resolve("overlay2");
    assertEquals(List.of(), HostSnapshot.names(layers).filter(n -> !n.equals("l")).toList());
  }

  /** The archive with this octal size in its first header, and the checksum made right again. */
  private static byte[] withSize(byte[] archive, String octal) {
    byte[] changed = archive.clone();
    System.arraycopy(octal.getBytes(StandardCharsets.US_ASCII), 0, changed, 124, 11);
    Arrays.fill(changed, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += changed[i] & 0xff;
    }
    byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, changed, 148, 8);
    return changed;
  }

  private static byte[] noise() {
    byte[] noise = new byte[100_000];
    new java.util.Random(1).nextBytes(noise);
    return noise;
  }
}
