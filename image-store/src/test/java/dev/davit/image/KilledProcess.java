package dev.davit.image;

import dev.davit.image.journal.FaultPoint;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.image.snapshot.StorageDriver;
import dev.davit.image.tar.RawTar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A life of images and containers in a process of its own, which ends at a fault point. */
final class KilledProcess {

  static final byte[] BASE = new RawTar().directory("etc").file("etc/base", "base").end();
  static final byte[] TOP = new RawTar().file("top", "1").file(".wh.gone", "").end();

  private KilledProcess() {}

  /**
   * Runs it.
   *
   * @return the exit code: 0 if the point was not reached so often
   */
  static int run(Path root, FaultPoint point, int time) throws Exception {
    File out = root.resolveSibling(root.getFileName() + ".out").toFile();
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Ddavit.fault.point=" + point + "#" + time,
                "-cp",
                System.getProperty("java.class.path"),
                KilledProcess.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .redirectOutput(out)
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(point + ": hangs: " + Files.readString(out.toPath()));
    }
    int code = process.exitValue();
    if (code != 0 && code != FaultPoint.KILLED) {
      throw new AssertionError(point + ": " + code + ": " + Files.readString(out.toPath()));
    }
    return code;
  }

  /** The data root. */
  public static void main(String[] args) throws Exception {
    ImageStore store = ImageStore.open(Path.of(args[0]));
    Image image = TarFixture.layers(store, "new:1", BASE, TOP);
    Snapshot snapshot = store.snapshots().prepare("c", image);
    Files.writeString(snapshot.upperdir().resolve("own"), "written");
    store.commit("c", Commit.as("made:1"), changes -> changes);
    store.snapshots().prepare("d", image, StorageDriver.COPY);
    store.snapshots().remove("d");
    store.snapshots().remove("c");
    store.remove("made:1", false);
    store.tag("new:1", "second:1");
    store.remove("new:1", false);
    store.remove("second:1", false);
    TarFixture.layers(store, "again:1", TOP, BASE);
    store.collectGarbage();
  }
}
