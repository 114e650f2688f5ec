package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.Cgroup;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of block I/O by the time that reading and writing a loop device takes. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.LOSETUP})
@OnOneJava
class IoLimitTest {
  private static final int MIB = 1 << 20;
  private static final int RATE_MIB = 4;
  private static final int AMOUNT_MIB = 16;
  private static final String READ = "throttleReadBpsDevice";
  private static final String READ_DISK = "if=/dev/disk of=/dev/null iflag=direct";

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
    assertTakesItsTime(READ, READ_DISK);
  }

  @Test
  void writesAtTheRateAskedFor() throws Exception {
    assertTakesItsTime("throttleWriteBpsDevice", "if=/dev/zero of=/dev/disk oflag=direct");
  }

  @Test
  void saysHowLongItWaitedForTheDisk() throws Exception {
    Limited one =
        runs.startWithDevice(
            device(),
            limit(READ, RATE_MIB),
            transfer(READ_DISK, 512, AMOUNT_MIB / 2) + "; read end");
    assertEquals("ready", one.readLine());
    Duration before = one.cgroup().stats().ioPressure().orElseThrow().some().total();
    double seconds = seconds(one);
    Duration waited = one.cgroup().stats().ioPressure().orElseThrow().some().total().minus(before);
    assertTrue(waited.toNanos() / 1e9 > seconds / 2, () -> waited + " of " + seconds + " s");
    assertTrue(waited.toNanos() / 1e9 <= seconds * 1.1, () -> waited + " of " + seconds + " s");
  }

  @Test
  void readsFasterWhenTheLimitIsRaisedWhileItRuns() throws Exception {
    String reads =
        "while read line; do dd count="
            + AMOUNT_MIB
            + " bs=1M if=/dev/disk of=/dev/null iflag=direct 2>/dev/null || exit 1; echo done; done";
    Limited one = runs.startWithDevice(device(), limit(READ, RATE_MIB), "echo ready; " + reads);
    assertEquals("ready", one.readLine());
    assertRate(RATE_MIB, one);
    one.cgroup().apply(LimitedRuns.resources(limit(READ, 3 * RATE_MIB)));
    assertRate(3 * RATE_MIB, one);
    one.cgroup().apply(LimitedRuns.resources(limit(READ, 0)));
    assertTrue(rate(one) > 4 * RATE_MIB, "no limit is no limit");
  }

  @Test
  void readsAsOftenAsAskedFor() throws Exception {
    String limit = "blockIO: {throttleReadIOPSDevice: [{" + number() + ", rate: 20}]}";
    Limited one = runs.startWithDevice(device(), limit, transfer(READ_DISK, 16, 80));
    assertEquals("ready", one.readLine());
    double perSecond = 80 / seconds(one);
    assertTrue(perSecond > 20 * 0.85 && perSecond < 20 * 1.15, () -> perSecond + " a second");
  }

  @Test
  void limitsTheSumOfTheChildren() throws Exception {
    if (!LimitedRuns.unified("io")) {
      // v1 throttles each cgroup for itself: cgroup-v1/blkio-controller, "Hierarchical Cgroups".
      return;
    }
    Cgroup pod = runs.group(limit(READ, RATE_MIB));
    String script = transfer(READ_DISK, 512, AMOUNT_MIB);
    Limited first = runs.startWithDeviceBelow(pod, device(), "", script);
    Limited second = runs.startWithDeviceBelow(pod, device(), "", script);
    assertEquals("ready", first.readLine());
    assertEquals("ready", second.readLine());
    long start = System.nanoTime();
    first.go();
    second.go();
    assertEquals("done", first.readLine());
    assertEquals("done", second.readLine());
    assertRate(RATE_MIB, AMOUNT_MIB / ((System.nanoTime() - start) / 1e9));
  }

  /** Half of what it should be on a disk that costs nothing but processor time. */
  @Test
  @Needs(Need.BFQ)
  void sharesADiskByWeight() throws IOException {
    String name = loop.substring(loop.lastIndexOf('/') + 1);
    Files.writeString(Path.of("/sys/block", name, "queue/scheduler"), "bfq");
    String reads =
        "while :; do dd if=/dev/disk of=/dev/null bs=512k iflag=direct 2>/dev/null; done";
    String script = "echo ready; (" + reads + ") & (" + reads + ") & (" + reads + ") & " + reads;
    Limited small = runs.startWithDevice(device(), "blockIO: {weight: 100}", script);
    Limited large = runs.startWithDevice(device(), "blockIO: {weight: 900}", script);
    assertEquals("ready", small.readLine());
    assertEquals("ready", large.readLine());
    double nine = ratio(large, small, ratio -> ratio > 1.5);
    assertTrue(nine > 1.5, () -> "the weight of nine gives " + nine + " times as much");
    large.cgroup().apply(LimitedRuns.resources("blockIO: {weight: 100}"));
    double one = ratio(large, small, ratio -> ratio > 0.6 && ratio < 1.4);
    assertTrue(one > 0.6 && one < 1.4, () -> "equal weights give " + one);
  }

  /**
   * How many times as many bytes the first one reads, measured again if it is not as expected: who
   * else is busy on the machine disturbs a measurement, and not five in the same way.
   */
  private static double ratio(Limited large, Limited small, DoublePredicate expected) {
    double ratio = ratio(large, small);
    for (int i = 1; i < 5 && !expected.test(ratio); i++) {
      ratio = ratio(large, small);
    }
    return ratio;
  }

  private static double ratio(Limited large, Limited small) {
    long first = bytesRead(large);
    long second = bytesRead(small);
    Inside.pause(3000);
    return (double) (bytesRead(large) - first) / (bytesRead(small) - second);
  }

  private static long bytesRead(Limited one) {
    boolean v2 = LimitedRuns.unified("io");
    Path directory = Inside.cgroupDirectory(one.container().pid(), v2 ? "" : "blkio");
    String file = v2 ? "io.stat" : "blkio.throttle.io_service_bytes";
    Pattern read = Pattern.compile(v2 ? "^7:.* rbytes=(\\d+)" : "^7:\\d+ Read (\\d+)");
    return HostSnapshot.lines(directory.resolve(file)).stream()
        .map(read::matcher)
        .filter(Matcher::find)
        .mapToLong(m -> Long.parseLong(m.group(1)))
        .sum();
  }

  /** Direct, since written pages are counted for the container only by cgroup v2. */
  private void assertTakesItsTime(String limit, String transfer) throws Exception {
    Limited one =
        runs.startWithDevice(
            device(), limit(limit, RATE_MIB), transfer(transfer, 512, 2 * AMOUNT_MIB));
    assertEquals("ready", one.readLine());
    assertRate(RATE_MIB, one);
    assertEquals(0, one.end().code());
  }

  private String number() {
    return "major: 7, minor: " + Integer.parseInt(loop.replaceAll("\\D", ""));
  }

  private String device() {
    return "path: '/dev/disk', type: b, " + number();
  }

  private String limit(String kind, int mibPerSecond) {
    return "blockIO: {" + kind + ": [{" + number() + ", rate: " + (long) mibPerSecond * MIB + "}]}";
  }

  private static String transfer(String direction, int blockKib, int blocks) {
    return "echo ready; read line; dd bs="
        + blockKib
        + "k count="
        + blocks
        + " "
        + direction
        + " 2>/dev/null || exit 1; echo done";
  }

  private static double seconds(Limited one) {
    long start = System.nanoTime();
    one.go();
    assertEquals("done", one.readLine());
    return (System.nanoTime() - start) / 1e9;
  }

  private static double rate(Limited one) {
    return AMOUNT_MIB / seconds(one);
  }

  private static void assertRate(int mibPerSecond, Limited one) {
    assertRate(mibPerSecond, rate(one));
  }

  private static void assertRate(int mibPerSecond, double measured) {
    assertTrue(
        measured > mibPerSecond * 0.85 && measured < mibPerSecond * 1.15,
        () -> measured + " MiB a second");
  }
}
