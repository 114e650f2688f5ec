package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.CheckRequest;
import dev.davit.image.Damage;
import dev.davit.image.Image;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.tar.RawTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pull is killed at every fault point: the store loses nothing and keeps nothing. */
class KilledPullTest {

  private static final Set<FaultPoint> ON_THE_WAY =
      EnumSet.of(
          FaultPoint.INTENT_BEGUN,
          FaultPoint.INTENT_WRITTEN,
          FaultPoint.LEASED,
          FaultPoint.DOCUMENT_STAGED,
          FaultPoint.PIECE_DOWNLOADED,
          FaultPoint.BLOB_DOWNLOADED,
          FaultPoint.ENTRY_UNPACKED,
          FaultPoint.LAYER_UNPACKED,
          FaultPoint.STAGE_SYNCED,
          FaultPoint.BLOB_PLACED,
          FaultPoint.LAYER_PLACED,
          FaultPoint.LAYER_RECORDED,
          FaultPoint.FILE_WRITTEN,
          FaultPoint.FILE_REPLACED,
          FaultPoint.INTENT_DONE);

  /** Every time that a point is reached, and not only the first. */
  private static final boolean ALL = "all".equals(System.getProperty("davit.faults"));

  @TempDir Path directory;

  /** A process that pulls. */
  public static final class Puller {
    private Puller() {}

    /** Takes a data root and a name. */
    public static void main(String[] args) {
      Registry registry =
          new Registry(RegistryHosts.none(), Logins.NONE, Patience.DEFAULT, Map.of());
      ImageStore.open(Path.of(args[0])).pull(registry, args[1], PullRequest.DEFAULT);
    }
  }

  @Test
  void leavesTheStoreAsItWas() throws Exception {
    Tools.needRoot();
    try (TestRegistry server = TestRegistry.plain(directory)) {
      ImageStore here = ImageStore.open(directory.resolve("here"));
      byte[] base = new RawTar().file("base", "base").end();
      TarFixture.layers(here, "kept:1", base);
      TarFixture.layers(
          here,
          "app:1",
          base,
          new RawTar().file("a", "a").file("d/b", "b").end(),
          new RawTar().file(".wh.base", "").file("top", "top").end());
      Registry registry =
          new Registry(RegistryHosts.none(), Logins.NONE, Patience.DEFAULT, Map.of());
      for (String name : List.of("kept:1", "app:1")) {
        here.push(registry, name, server.domain() + "/" + name, PushRequest.DEFAULT);
      }
      Path root = directory.resolve("killed");
      String app = server.domain() + "/app:1";
      Image kept =
          ImageStore.open(root).pull(registry, server.domain() + "/kept:1", PullRequest.DEFAULT);
      for (FaultPoint point : ON_THE_WAY) {
        int time = 1;
        while (pull(point + "#" + time, root, app) == FaultPoint.KILLED) {
          assertAsItWas(root, app, kept, point, point + "#" + time);
          if (!ALL) {
            break;
          }
          time++;
        }
        assertTrue(!ALL || time > 1, point + ": never reached");
        if (ALL) {
          ImageStore.open(root).remove(app, true);
        }
      }
      ImageStore.open(root).pull(registry, app, PullRequest.DEFAULT);
      assertEquals(2, ImageStore.open(root).images().size());
    }
  }

  private static void assertAsItWas(
      Path root, String app, Image kept, FaultPoint point, String where) throws Exception {
    ImageStore opened = ImageStore.open(root);
    boolean named = opened.images().size() == 2;
    assertTrue(
        !named || point == FaultPoint.FILE_REPLACED || point == FaultPoint.INTENT_DONE,
        () -> where + ": an image that was not finished");
    assertEquals(kept.id(), opened.resolve(kept.displayName()).id(), where);
    assertEquals(List.of(), list(root.resolve("journal")), where);
    assertEquals(List.of(), list(root.resolve("downloads")), where);
    List<Damage> damages = ImageStore.check(root, CheckRequest.REPAIR, id -> Optional.empty());
    assertEquals(List.of(), damages.stream().filter(d -> !d.mended()).toList(), where);
    assertEquals(
        List.of(), ImageStore.check(root, CheckRequest.LOOK, id -> Optional.empty()), where);
    assertEquals(kept.id(), opened.resolve(kept.displayName()).id(), where);
    if (named) {
      opened.remove(app, true);
    }
  }

  private static int pull(String point, Path root, String name) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Ddavit.fault.point=" + point,
                "-cp",
                System.getProperty("java.class.path"),
                Puller.class.getName(),
                root.toString(),
                name)
            .inheritIO()
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), point);
    return process.exitValue();
  }

  private static List<Path> list(Path directory) throws Exception {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}
