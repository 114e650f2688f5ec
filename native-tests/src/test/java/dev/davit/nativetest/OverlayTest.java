package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.CapturedRun;
import dev.davit.engine.Davit;
import dev.davit.engine.ImageInfo;
import dev.davit.engine.RunningContainer;
import dev.davit.image.CheckRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers and the writable layer on top of them. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.GETFATTR})
class OverlayTest {
  /** The sizes of the long run are 100 and 200. */
  private static final int FILE_MIB = Integer.getInteger("davit.overlay.file.mib", 8);

  private static final int IMAGE_MIB = Integer.getInteger("davit.overlay.image.mib", 20);

  private static final String READY = "; echo ready; exec sleep 1000";

  private final List<Davit> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Davit::close);
  }

  /** Images and containers in directories of their own. */
  private record Place(Path root, Davit davit) {
    void load(Path layout) {
      davit.images().load(layout);
    }

    /** What the program printed; it must end well. */
    List<String> run(String image, String... command) throws InterruptedException {
      CapturedRun run =
          davit.container(image).command(command).cgroupParent(DavitCommand.CGROUP_PARENT).run();
      assertEquals(0, run.code(), run::toString);
      return run.stdout().lines().toList();
    }

    RunningContainer start(String image, String script) {
      return davit
          .container(image)
          .command("sh", "-c", script + READY)
          .cgroupParent(DavitCommand.CGROUP_PARENT)
          .start();
    }
  }

  private Place place() {
    Path place = Workspace.directory("overlay");
    Davit davit = Davit.at(place.resolve("root"), place.resolve("state"));
    opened.add(davit);
    return new Place(place.resolve("root"), davit);
  }

  @Test
  void theTopMostLayerWinsAndTheContainerWinsOverAllLayers() throws InterruptedException {
    Place place = twoLayers();
    String script = "cat /both /lower /upper; echo mine >/both; cat /both";
    assertEquals(
        List.of("of the upper", "lower", "upper", "mine"),
        place.run("two:layers", "sh", "-c", script));
    assertEquals(List.of("of the upper"), place.run("two:layers", "cat", "/both"));
  }

  @Test
  void writesWhiteoutsForWhatTheContainerDeletes() throws Exception {
    Place place = twoLayers();
    String script = "rm /lower; rm -r /dir; mkdir /dir; echo x >/dir/new; ls /; ls /dir";
    try (var running = place.start("two:layers", script)) {
      List<String> seen = readUntilReady(running);
      assertFalse(seen.contains("lower"), () -> "" + seen);
      assertTrue(seen.contains("new") && !seen.contains("old"), () -> "" + seen);
      Path upper = upper(place);
      assertEquals(
          "character special file 0:0",
          Tool.run("stat", "-c", "%F %t:%T", upper.resolve("lower").toString()).line());
      assertTrue(
          Tool.run("getfattr", "-d", "-m", "-", upper.resolve("dir").toString())
              .out()
              .contains("trusted.overlay.opaque=\"y\""));
    }
    assertEquals(List.of("lower"), place.run("two:layers", "cat", "/lower"));
    assertEquals(List.of("old"), place.run("two:layers", "ls", "/dir"));
  }

  @Test
  void showsOneOverlayWithItsLayersFromTopToBottom() {
    Place place = twoLayers();
    try (var running = place.start("two:layers", "true")) {
      readUntilReady(running);
      List<String> roots =
          HostSnapshot.lines(Path.of("/proc/" + running.pid() + "/mountinfo")).stream()
              .filter(l -> l.split(" ")[4].equals("/"))
              .toList();
      assertEquals(1, roots.size(), () -> "" + roots);
      String[] overlays = {
        "findmnt", "--task", "" + running.pid(), "-n", "-t", "overlay", "-o", "TARGET"
      };
      assertEquals("/", Tool.run(overlays).line(), "one overlay");
      String options = roots.get(0);
      assertTrue(options.contains(" - overlay "), options);
      assertTrue(options.contains("lowerdir"), options);
      List<String> lowers = lowers(options);
      assertEquals(2, lowers.size(), options);
      // Absolute, or by mount(2) relative to the directory of the layers.
      Path layers = place.root().resolve("overlay2");
      assertTrue(Files.exists(layers.resolve(lowers.get(0)).resolve("upper")), options);
      assertTrue(Files.exists(layers.resolve(lowers.get(1)).resolve("lower")), options);
    }
  }

  @Test
  void copiesAFileUpWhenOneByteOfItIsWritten() throws IOException {
    Place place = place();
    byte[] big = new byte[FILE_MIB << 20];
    new java.util.Random(7).nextBytes(big);
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .layer(BusyboxRootfs.tar())
            .layer(new RawTar().file("big", 0644, big).toBytes())
            .tag("big:1");
    place.load(layout);
    Path lower = find(place.root(), "big");
    String before = Tool.run("sha256sum", lower.toString()).line();
    String script = "printf X | dd of=/big bs=1 seek=1000 conv=notrunc 2>/dev/null";
    try (var running = place.start("big:1", script)) {
      readUntilReady(running);
      Path upper = upper(place);
      assertEquals(big.length, Files.size(upper.resolve("big")));
      assertEquals(List.of("big"), changed(upper), "exactly the changed path");
      assertEquals(before, Tool.run("sha256sum", lower.toString()).line());
      assertEquals(
          List.of("C /big"),
          place.davit().diff(running.id()).stream().map(change -> change.toString()).toList());
    }
  }

  @Test
  void manyContainersShareOneImage() throws InterruptedException {
    Place place = place();
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .layer(BusyboxRootfs.tar())
            .layer(new RawTar().file("big", 0644, new byte[IMAGE_MIB << 20]).toBytes())
            .tag("big:1");
    place.load(layout);
    ImageInfo image = place.davit().images().find("big:1");
    long before = diskKib(place.root());
    List<RunningContainer> all = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        all.add(place.start("big:1", "echo $$ >/mine; wc -c </big"));
      }
      for (RunningContainer one : all) {
        assertEquals("" + (IMAGE_MIB << 20), readUntilReady(one).get(0));
      }
      assertTrue(diskKib(place.root()) - before < 10 * 1024, "ten containers, less than 10 MiB");
    } finally {
      all.forEach(RunningContainer::close);
    }
    assertTrue(
        Math.abs(diskKib(place.root()) - before) < 64, "nothing but the writable layers is gone");
    assertEquals(List.of("" + (IMAGE_MIB << 20)), place.run("big:1", "sh", "-c", "wc -c </big"));
    assertEquals(image, place.davit().images().find("big:1"));
    assertEquals(List.of(), place.davit().check(new CheckRequest(false, true)));
  }

  @Test
  void theSameImageGivesTheSameBytesInTwoDataRoots() throws InterruptedException {
    Path layout =
        new LayoutImage(Workspace.directory("layout")).layer(BusyboxRootfs.tar()).tag("same:1");
    // /etc has files that a start makes: hosts, hostname, resolv.conf
    String script =
        "set -eo pipefail; cd /; tar -cf - bin etc/group etc/passwd root sbin usr var | sha256sum";
    Place first = place();
    Place second = place();
    first.load(layout);
    second.load(layout);
    assertEquals(first.run("same:1", "sh", "-c", script), second.run("same:1", "sh", "-c", script));
  }

  @Test
  void unpacksALayerThatTwoImagesShareOnce() throws InterruptedException {
    Place place = place();
    byte[] base = BusyboxRootfs.tar();
    Path first = new LayoutImage(Workspace.directory("layout")).layer(base).tag("first:1");
    Path second =
        new LayoutImage(Workspace.directory("layout"))
            .gzipLayer(base)
            .layer(new RawTar().file("more", "x").toBytes())
            .tag("second:1");
    place.load(first);
    place.load(second);
    long copies =
        Tool.run("find", place.root().resolve("overlay2").toString(), "-name", "busybox")
            .lines()
            .size();
    assertEquals(1, copies);
    place.davit().images().remove("first:1", false);
    assertEquals(List.of("x"), place.run("second:1", "cat", "/more"));
  }

  private Place twoLayers() {
    Place place = place();
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
    place.load(layout);
    return place;
  }

  /** The lines before "ready". */
  private static List<String> readUntilReady(RunningContainer running) {
    List<String> lines = new ArrayList<>();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.UTF_8));
    try {
      String line = out.readLine();
      while (!"ready".equals(line)) {
        if (line == null) {
          throw new AssertionError("ended early: " + lines);
        }
        lines.add(line);
        line = out.readLine();
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The writable layer of the only container. */
  private static Path upper(Place place) throws IOException {
    try (Stream<Path> containers = Files.list(place.root().resolve("containers"))) {
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
