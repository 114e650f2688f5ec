package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.journal.FaultPoint;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.oci.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at each fault point. In the default run the first time that each point
 * is reached; with {@code -Ddavit.faults=all} every time.
 */
class KillTest {

  private static final boolean ALL = "all".equals(System.getProperty("davit.faults"));
  private static final int[] SOME = {1};
  private static final Set<String> MAY_BE_THERE =
      Set.of("kept:1", "new:1", "made:1", "second:1", "again:1");

  @TempDir Path temp;

  @Test
  void aKillAtAnyPointLosesNothingAndLeavesNothing() throws Exception {
    Tools.needRoot();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<Integer>> results = new ArrayList<>();
    List<FaultPoint> points = new ArrayList<>(List.of(FaultPoint.values()));
    // KilledPullTest kills there: this store asks no registry.
    points.removeAll(List.of(FaultPoint.PIECE_DOWNLOADED, FaultPoint.BLOB_DOWNLOADED));
    for (FaultPoint point : points) {
      results.add(threads.submit(() -> killedAt(point)));
    }
    threads.shutdown();
    for (int i = 0; i < points.size(); i++) {
      assertTrue(results.get(i).get() > 0, points.get(i) + ": never reached");
    }
  }

  /** How many processes were killed there. */
  private int killedAt(FaultPoint point) throws Exception {
    int killed = 0;
    for (int i = 0; ALL || i < SOME.length; i++) {
      int time = ALL ? i + 1 : SOME[i];
      Path root = temp.resolve(point + "-" + time);
      if (!killedAt(root, point, time)) {
        break;
      }
      killed++;
    }
    return killed;
  }

  private static boolean killedAt(Path root, FaultPoint point, int time) throws Exception {
    String where = point + "#" + time;
    ImageStore before = ImageStore.open(root);
    Image kept = TarFixture.layers(before, "kept:1", KilledProcess.BASE);
    Snapshot box = before.snapshots().prepare("box", kept);
    Files.writeString(box.upperdir().resolve("own"), "box");
    Map<String, String> layer = TreeListing.of(box.lowerdirs().get(0));
    boolean killed = KilledProcess.run(root, point, time) == FaultPoint.KILLED;

    ImageStore after = ImageStore.open(root);
    assertEquals(List.of(), after.problems(), where);
    assertEquals(kept.id(), after.resolve("kept:1").id(), where);
    assertEquals(layer, TreeListing.of(box.lowerdirs().get(0)), where);
    assertEquals("box", Files.readString(box.upperdir().resolve("own")), where);
    Set<String> names = new TreeSet<>();
    for (Image image : after.images()) {
      names.addAll(image.references().stream().map(r -> r.familiar()).toList());
      assertComplete(root, after, image, where);
    }
    assertTrue(MAY_BE_THERE.containsAll(names), where + ": " + names);
    for (Damage damage : ImageStore.check(root, CheckRequest.REPAIR, id -> Optional.empty())) {
      assertTrue(damage.mended(), where + ": " + damage);
    }
    assertEquals(
        List.of(), ImageStore.check(root, CheckRequest.LOOK, id -> Optional.empty()), where);
    ImageStore mended = ImageStore.open(root);
    assertEquals(
        names,
        new TreeSet<>(
            mended.images().stream()
                .flatMap(i -> i.references().stream())
                .map(r -> r.familiar())
                .toList()),
        where);
    assertNothingLeft(root, mended, where);
    return killed;
  }

  private static void assertComplete(Path root, ImageStore store, Image image, String where) {
    String id = "probe-" + image.id().shortHex();
    store.snapshots().prepare(id, image);
    store.snapshots().remove(id);
    store.save(
        List.of(image.id().toString()),
        dev.davit.image.archive.ArchiveFormat.OCI,
        java.io.OutputStream.nullOutputStream());
    assertTrue(Files.isDirectory(root), where);
  }

  /** Exactly the layers and blobs of the images and containers that there are. */
  private static void assertNothingLeft(Path root, ImageStore store, String where) {
    Set<Digest> layers = new HashSet<>();
    Set<String> blobs = new HashSet<>();
    for (Image image : store.images()) {
      layers.addAll(image.chainIds());
      blobs.add(image.id().hex());
      blobs.add(image.manifest().hex());
    }
    store.snapshots().list().values().forEach(c -> c.chainId().ifPresent(layers::add));
    assertEquals(layers.size(), count(root, "layerdb/sha256"), where);
    assertEquals(layers.size(), count(root, "overlay2"), where);
    assertEquals(0, count(root, "journal"), where);
    assertTrue(count(root, "image/blobs/sha256") >= blobs.size(), where);
    for (String file : root.resolve("containers").toFile().list()) {
      assertTrue(Set.of("box", "c", "d").contains(file), where + ": " + file);
    }
  }

  private static int count(Path root, String directory) {
    return root.resolve(directory).toFile().list().length;
  }
}
