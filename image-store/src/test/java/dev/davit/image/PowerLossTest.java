package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.journal.FaultPoint;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at a fault point: what the file system has not written by then is lost. The store
 * lies on an ext4 of its own in a file, which is copied when the process has died and before the
 * kernel has written back what it holds in memory; the copy is what a disk would have kept. In the
 * default run at the points that matter most, with {@code -Ddavit.faults=all} at each, every time.
 */
@Tag("one-java")
class PowerLossTest {

  private static final boolean ALL = "all".equals(System.getProperty("davit.faults"));

  private static final List<FaultPoint> SOME =
      List.of(
          FaultPoint.STAGE_SYNCED,
          FaultPoint.BLOB_PLACED,
          FaultPoint.LAYER_RECORDED,
          FaultPoint.FILE_REPLACED);

  @TempDir Path temp;

  @Test
  void leavesWhatWasPromised() throws Exception {
    Tools.needRoot();
    Tools.sh(temp, "truncate -s 24M empty; mkfs.ext4 -q -F -m 0 empty 2>/dev/null");
    on("empty", "made", Prepare.class, "");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<Integer>> results = new ArrayList<>();
    for (FaultPoint point : ALL ? List.of(FaultPoint.values()) : SOME) {
      results.add(threads.submit(() -> cutAt(point)));
    }
    threads.shutdown();
    int cuts = 0;
    for (Future<Integer> result : results) {
      cuts += result.get();
    }
    assertTrue(cuts >= SOME.size(), cuts + " cuts");
    // The life of the images went to its end: what was done is there to stay.
    assertEquals(0, on("made", "ended", KilledProcess.class, ""));
    assertEquals(0, on("ended", "checked", Check.class, "again:1 kept:1"), () -> said("checked"));
  }

  private int cutAt(FaultPoint point) throws Exception {
    for (int time = 1; ; time++) {
      String cut = point + "-" + time;
      int code = on("made", cut, KilledProcess.class, "-Ddavit.fault.point=" + point + "#" + time);
      if (code == 0) {
        return time - 1;
      }
      assertEquals(FaultPoint.KILLED, code, () -> said(cut));
      String checked = cut + "-checked";
      assertEquals(0, on(cut, checked, Check.class, ""), () -> cut + ": " + said(checked));
      Files.delete(temp.resolve(cut));
      Files.delete(temp.resolve(checked));
      if (!ALL) {
        return time;
      }
    }
  }

  private String said(String to) {
    try {
      return Files.readString(temp.resolve(to + ".out"));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  /**
   * Runs a program on a disk, in mounts of its own, and keeps the disk as it is when the program
   * ends.
   *
   * @param from the disk
   * @param to what is on it then
   * @param word an option of the virtual machine, or a parameter of the program
   */
  private int on(String from, String to, Class<?> program, String word) throws Exception {
    String script =
        """
        cp --sparse=always %1$s %2$s.disk
        mkdir %2$s.mounted
        mount -o loop,commit=900 %2$s.disk %2$s.mounted
        code=0
        "$@" || code=$?
        cp --sparse=always %2$s.disk %2$s
        umount %2$s.mounted
        rm %2$s.disk
        rmdir %2$s.mounted
        exit $code
        """
            .formatted(from, to);
    List<String> line = new ArrayList<>(List.of("unshare", "-m", "--propagation", "private"));
    line.addAll(List.of("bash", "-euc", script, "sh"));
    line.add(System.getProperty("java.home") + "/bin/java");
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    boolean option = word.startsWith("-D");
    if (option) {
      line.add(word);
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    line.add(temp.resolve(to + ".mounted").resolve("root").toString());
    if (!option) {
      line.add(word);
    }
    Process process =
        new ProcessBuilder(line)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve(to + ".out").toFile())
            .start();
    assertTrue(process.waitFor(240, TimeUnit.SECONDS), () -> to + ": hangs: " + said(to));
    return process.exitValue();
  }

  /** A store with an image that is there to stay. */
  static final class Prepare {
    private Prepare() {}

    /** Takes the data root. */
    public static void main(String[] args) throws Exception {
      TarFixture.layers(ImageStore.open(Path.of(args[0])), "kept:1", KilledProcess.BASE);
      Tools.run("sync", "-f", args[0]);
    }
  }

  /** Looks at what is left. */
  static final class Check {
    private Check() {}

    /** Takes the data root, and the names of all images if they are known. */
    public static void main(String[] args) throws Exception {
      Path root = Path.of(args[0]);
      ImageStore store = ImageStore.open(root);
      assertEquals(List.of(), store.problems());
      Set<String> names = names(store);
      assertTrue(names.contains("kept:1"), names::toString);
      assertTrue(args[1].isEmpty() || String.join(" ", names).equals(args[1]), names::toString);
      for (Image image : store.images()) {
        assertWhole(store, image);
      }
      for (Damage damage : ImageStore.check(root, CheckRequest.REPAIR, id -> Optional.empty())) {
        assertTrue(damage.mended(), damage::toString);
      }
      assertEquals(List.of(), ImageStore.check(root, CheckRequest.LOOK, id -> Optional.empty()));
      ImageStore mended = ImageStore.open(root);
      assertEquals(names, names(mended));
      for (Image image : mended.images()) {
        assertWhole(mended, image);
      }
    }

    private static Set<String> names(ImageStore store) {
      Set<String> names = new TreeSet<>();
      store
          .images()
          .forEach(image -> image.references().forEach(name -> names.add(name.familiar())));
      return names;
    }

    /** Every file of every layer has what its archive says, and every archive is there. */
    private static void assertWhole(ImageStore store, Image image) throws Exception {
      Set<Map<String, String>> expected = new HashSet<>();
      Path other = Files.createTempDirectory("davit-power-loss");
      try {
        ImageStore fresh = ImageStore.open(other.resolve("root"));
        Path archive = other.resolve("image.tar");
        try (var out = Files.newOutputStream(archive)) {
          store.save(
              List.of(image.id().toString()), dev.davit.image.archive.ArchiveFormat.OCI, out);
        }
        Image again = fresh.load(archive).get(0);
        for (Path layer : fresh.snapshots().plan("c", again).lowerdirs()) {
          expected.add(TreeListing.of(layer));
        }
        Set<Map<String, String>> seen = new HashSet<>();
        for (Path layer : store.snapshots().plan("probe", image).lowerdirs()) {
          seen.add(TreeListing.of(layer));
        }
        assertEquals(expected, seen, image.displayName());
      } finally {
        dev.davit.image.layer.TreeRemoval.remove(other);
      }
    }
  }
}
