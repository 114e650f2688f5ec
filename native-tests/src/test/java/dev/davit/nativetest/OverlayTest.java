package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Layers and the writable layer on top of them. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.GETFATTR})
class OverlayTest {
  private static final String READY = "; echo ready; exec sleep 1000";

  @Test
  void theTopMostLayerWinsAndTheContainerWinsOverAllLayers() {
    DavitCommand davit = twoLayers();
    Tool.Result result =
        davit.container(
            "two:layers", "sh", "-c", "cat /both /lower /upper; echo mine >/both; cat /both");
    assertEquals(List.of("of the upper", "lower", "upper", "mine"), result.expect(0).lines());
    assertEquals("of the upper", davit.container("two:layers", "cat", "/both").expect(0).line());
  }

  @Test
  void writesWhiteoutsForWhatTheContainerDeletes() throws IOException {
    DavitCommand davit = twoLayers();
    String script = "rm /lower; rm -r /dir; mkdir /dir; echo x >/dir/new; ls /; ls /dir";
    try (var running = davit.start("two:layers", "sh", "-c", script + READY)) {
      List<String> seen = readUntilReady(running);
      assertFalse(seen.contains("lower"), () -> "" + seen);
      assertTrue(seen.contains("new") && !seen.contains("old"), () -> "" + seen);
      Path upper = upper(davit);
      assertEquals(
          "character special file 0:0",
          Tool.run("stat", "-c", "%F %t:%T", upper.resolve("lower").toString()).line());
      assertTrue(
          Tool.run("getfattr", "-d", "-m", "-", upper.resolve("dir").toString())
              .out()
              .contains("trusted.overlay.opaque=\"y\""));
    }
    assertEquals("lower", davit.container("two:layers", "cat", "/lower").expect(0).line());
    assertEquals("old", davit.container("two:layers", "ls", "/dir").expect(0).line());
  }

  @Test
  void showsOneOverlayWithItsLayersFromTopToBottom() {
    DavitCommand davit = twoLayers();
    try (var running = davit.start("two:layers", "sh", "-c", "true" + READY)) {
      readUntilReady(running);
      List<String> roots =
          HostSnapshot.lines(Path.of("/proc/" + running.containerPid() + "/mountinfo")).stream()
              .filter(l -> l.split(" ")[4].equals("/"))
              .toList();
      assertEquals(1, roots.size(), () -> "" + roots);
      String options = roots.get(0);
      assertTrue(options.contains(" - overlay "), options);
      assertTrue(options.contains("lowerdir"), options);
      List<String> lowers = lowers(options);
      assertEquals(2, lowers.size(), options);
      assertTrue(Files.exists(davit.root().resolve(lowers.get(0)).resolve("upper")), options);
      assertTrue(Files.exists(davit.root().resolve(lowers.get(1)).resolve("lower")), options);
    }
  }

  @Test
  void copiesAFileUpWhenOneByteOfItIsWritten() throws IOException {
    DavitCommand davit = DavitCommand.fresh();
    byte[] big = new byte[20 << 20];
    new java.util.Random(7).nextBytes(big);
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .layer(BusyboxRootfs.tar())
            .layer(new RawTar().file("big", 0644, big).toBytes())
            .tag("big:1");
    davit.run("load", layout.toString());
    Path lower = find(davit.root(), "big");
    String before = Tool.run("sha256sum", lower.toString()).line();
    String script = "printf X | dd of=/big bs=1 seek=1000 conv=notrunc 2>/dev/null";
    try (var running = davit.start("big:1", "sh", "-c", script + READY)) {
      readUntilReady(running);
      Path upper = upper(davit);
      assertEquals(big.length, Files.size(upper.resolve("big")));
      assertEquals(List.of("big"), changed(upper), "exactly the changed path");
      assertEquals(before, Tool.run("sha256sum", lower.toString()).line());
    }
  }

  @Test
  void manyContainersShareOneImage() {
    DavitCommand davit = DavitCommand.fresh();
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .layer(BusyboxRootfs.tar())
            .layer(new RawTar().file("big", 0644, new byte[50 << 20]).toBytes())
            .tag("big:1");
    davit.run("load", layout.toString());
    long before = diskKib(davit.root());
    List<DavitCommand.Running> all = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        all.add(davit.start("big:1", "sh", "-c", "echo $$ >/mine; wc -c </big" + READY));
      }
      for (DavitCommand.Running one : all) {
        assertEquals("52428800", readUntilReady(one).get(0));
      }
      assertTrue(diskKib(davit.root()) - before < 10 * 1024, "ten containers, less than 10 MiB");
    } finally {
      all.forEach(DavitCommand.Running::close);
    }
    assertTrue(
        Math.abs(diskKib(davit.root()) - before) < 64, "nothing but the writable layers is gone");
    assertEquals("52428800", davit.container("big:1", "sh", "-c", "wc -c </big").expect(0).line());
  }

  @Test
  void theSameImageGivesTheSameBytesInTwoDataRoots() {
    Path layout =
        new LayoutImage(Workspace.directory("layout")).layer(BusyboxRootfs.tar()).tag("same:1");
    // /etc has files that a start makes: hosts, hostname, resolv.conf
    String script =
        "set -eo pipefail; cd /; tar -cf - bin etc/group etc/passwd root sbin usr var | sha256sum";
    DavitCommand first = DavitCommand.fresh();
    DavitCommand second = DavitCommand.fresh();
    first.run("load", layout.toString());
    second.run("load", layout.toString());
    assertEquals(
        first.container("same:1", "sh", "-c", script).expect(0).line(),
        second.container("same:1", "sh", "-c", script).expect(0).line());
  }

  @Test
  void unpacksALayerThatTwoImagesShareOnce() {
    DavitCommand davit = DavitCommand.fresh();
    byte[] base = BusyboxRootfs.tar();
    Path first = new LayoutImage(Workspace.directory("layout")).layer(base).tag("first:1");
    Path second =
        new LayoutImage(Workspace.directory("layout"))
            .gzipLayer(base)
            .layer(new RawTar().file("more", "x").toBytes())
            .tag("second:1");
    davit.run("load", first.toString());
    davit.run("load", second.toString());
    long copies =
        Tool.run("find", davit.root().resolve("overlay2").toString(), "-name", "busybox")
            .lines()
            .size();
    assertEquals(1, copies);
    davit.run("rmi", "first:1");
    assertEquals("x", davit.container("second:1", "cat", "/more").expect(0).line());
  }

  private static DavitCommand twoLayers() {
    DavitCommand davit = DavitCommand.fresh();
    RawTar lower =
        new RawTar()
            .file("lower", "lower\n")
            .file("both", "of the lower\n")
            .directory("dir", 0755)
            .file("dir/old", "");
    byte[] base = Tars.join(BusyboxRootfs.tar(), lower.toBytes());
    byte[] top = new RawTar().file("upper", "upper\n").file("both", "of the upper\n").toBytes();
    Path layout =
        new LayoutImage(Workspace.directory("layout")).layer(base).gzipLayer(top).tag("two:layers");
    davit.run("load", layout.toString());
    return davit;
  }

  private static List<String> readUntilReady(DavitCommand.Running running) {
    List<String> lines = new ArrayList<>();
    String line = running.readLine();
    while (!line.equals("ready")) {
      lines.add(line);
      line = running.readLine();
      if (!running.process().isAlive() && line.isEmpty()) {
        throw new AssertionError("ended early: " + running.finish());
      }
    }
    return lines;
  }

  /** The writable layer of the only container. */
  private static Path upper(DavitCommand davit) throws IOException {
    try (Stream<Path> containers = Files.list(davit.root().resolve("containers"))) {
      List<Path> all = containers.toList();
      assertEquals(1, all.size());
      return all.get(0).resolve("upper");
    }
  }

  /** Regular files in a writable layer, apart from the mount points that the runtime makes. */
  private static List<String> changed(Path upper) throws IOException {
    try (Stream<Path> all = Files.walk(upper)) {
      return all.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
          .map(p -> upper.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  /** The layers of an overlay's mount options, in either spelling. */
  private static List<String> lowers(String mountinfo) {
    List<String> found = new ArrayList<>();
    String options = mountinfo.substring(mountinfo.lastIndexOf(' ') + 1);
    for (String option : options.split(",")) {
      if (option.startsWith("lowerdir+=")) {
        found.add(option.substring(10));
      } else if (option.startsWith("lowerdir=")) {
        found.addAll(List.of(option.substring(9).split(":")));
      }
    }
    return found;
  }

  private static Path find(Path root, String name) {
    return Path.of(Tool.run("find", root.toString(), "-name", name, "-type", "f").line());
  }

  private static long diskKib(Path root) {
    return Long.parseLong(Tool.run("du", "-sk", root.toString()).line().split("\\s")[0]);
  }
}
