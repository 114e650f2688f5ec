package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of block I/O by the time that reading and writing a loop device takes. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.LOSETUP})
class IoLimitTest {
  private static final int MIB = 1 << 20;
  private static final int RATE_MIB = 4;
  private static final int AMOUNT_MIB = 24;

  private LimitedRuns runs;
  private Path file;
  private String loop = "";

  @BeforeEach
  void open() throws IOException {
    runs = LimitedRuns.open();
    // in memory, so that only the limit takes time
    file = Path.of("/dev/shm", LimitedRuns.name("disk"));
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(32L * MIB);
    }
    loop = Tool.run("losetup", "--find", "--show", file.toString()).line();
  }

  @AfterEach
  void close() {
    runs.close();
    if (!loop.isEmpty()) {
      Tool.run("losetup", "--detach", loop);
    }
    Workspace.delete(file);
  }

  @Test
  void readsAtTheRateAskedFor() throws Exception {
    assertTakesItsTime("throttleReadBpsDevice", "if=/dev/disk of=/dev/null iflag=direct");
  }

  @Test
  void writesAtTheRateAskedFor() throws Exception {
    assertTakesItsTime("throttleWriteBpsDevice", "if=/dev/zero of=/dev/disk oflag=direct");
  }

  /** Direct, since written pages are counted for the container only by cgroup v2. */
  private void assertTakesItsTime(String limit, String transfer) throws Exception {
    int minor = Integer.parseInt(loop.replaceAll("\\D", ""));
    String number = "major: 7, minor: " + minor;
    Limited one =
        runs.startWithDevice(
            "path: '/dev/disk', type: b, " + number,
            "blockIO: {" + limit + ": [{" + number + ", rate: " + RATE_MIB * MIB + "}]}",
            "echo ready; read line; dd bs=64k count="
                + 16 * AMOUNT_MIB
                + " "
                + transfer
                + " 2>/dev/null || exit 1; echo done");
    assertEquals("ready", one.readLine());
    long start = System.nanoTime();
    one.go();
    assertEquals("done", one.readLine());
    double rate = AMOUNT_MIB / ((System.nanoTime() - start) / 1e9);
    assertTrue(rate > RATE_MIB * 0.85 && rate < RATE_MIB * 1.15, () -> rate + " MiB a second");
    assertEquals(0, one.end().code());
  }
}
