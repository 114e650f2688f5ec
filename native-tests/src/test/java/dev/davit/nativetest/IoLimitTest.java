package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.runtime.cgroup.Cgroup;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    // The kernel takes the average of the processors that a process was on: kernel/sched/psi.c. One
    // that changes its processor in the middle has waited for half of the time on each of two.
    String limits = "cpu: {cpus: '0'}, " + limit(READ, RATE_MIB);
    Measured.assertBetween(
        0.8,
        1.1,
        () -> {
          Limited one =
              runs.startWithDevice(
                  device(), limits, transfer(READ_DISK, 512, AMOUNT_MIB / 2) + "; read end");
          assertEquals("ready", one.readLine());
          Duration before = waitedForDisk(one);
          double seconds = seconds(one);
          // It adds up what the processors saw every two seconds: PSI_FREQ.
          Thread.sleep(2100);
          return waitedForDisk(one).minus(before).toNanos() / 1e9 / seconds;
        });
  }

  @Test
  void readsFasterWhenTheLimitIsRaisedWhileItRuns() throws Exception {
    String reads =
        "while read line; do dd count="
            + AMOUNT_MIB
            + " bs=1M if=/dev/disk of=/dev/null iflag=direct 2>/dev/null || exit 1; echo done; done";
    Limited one = runs.startWithDevice(device(), limit(READ, RATE_MIB), "echo ready; " + reads);
    assertEquals("ready", one.readLine());
    assertRate(RATE_MIB, () -> rate(one));
    one.cgroup().apply(LimitedRuns.resources(limit(READ, 3 * RATE_MIB)));
    assertRate(3 * RATE_MIB, () -> rate(one));
    one.cgroup().apply(LimitedRuns.resources(limit(READ, 0)));
    Measured.assertAbove(4 * RATE_MIB, () -> rate(one));
  }

  @Test
  void readsAsOftenAsAskedFor() throws Exception {
    String limit = "blockIO: {throttleReadIOPSDevice: [{" + number() + ", rate: 20}]}";
    Measured.assertBetween(
        20 * 0.85,
        20 * 1.15,
        () -> {
          Limited one = runs.startWithDevice(device(), limit, transfer(READ_DISK, 16, 80));
          assertEquals("ready", one.readLine());
          return 80 / seconds(one);
        });
  }

  @Test
  void limitsTheSumOfTheChildren() throws Exception {
    if (!LimitedRuns.unified("io")) {
      // v1 throttles each cgroup for itself: cgroup-v1/blkio-controller, "Hierarchical Cgroups".
      return;
    }
    Cgroup pod = runs.group(limit(READ, RATE_MIB));
    assertRate(RATE_MIB, () -> rateOfTwo(pod));
  }

  private double rateOfTwo(Cgroup pod) throws Exception {
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
    return AMOUNT_MIB / ((System.nanoTime() - start) / 1e9);
  }

  /** Half of what it should be on a disk that costs nothing but processor time. */
  @Test
  @Needs(Need.BFQ)
  void sharesADiskByWeight() throws Exception {
    String name = loop.substring(loop.lastIndexOf('/') + 1);
    Files.writeString(Path.of("/sys/block", name, "queue/scheduler"), "bfq");
    String reads =
        "while :; do dd if=/dev/disk of=/dev/null bs=512k iflag=direct 2>/dev/null; done";
    String script = "echo ready; (" + reads + ") & (" + reads + ") & (" + reads + ") & " + reads;
    Limited small = runs.startWithDevice(device(), "blockIO: {weight: 100}", script);
    Limited large = runs.startWithDevice(device(), "blockIO: {weight: 900}", script);
    assertEquals("ready", small.readLine());
    assertEquals("ready", large.readLine());
    Measured.assertAbove(1.5, () -> ratio(large, small));
    large.cgroup().apply(LimitedRuns.resources("blockIO: {weight: 100}"));
    Measured.assertBetween(0.6, 1.4, () -> ratio(large, small));
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
    assertRate(
        RATE_MIB,
        () -> {
          Limited one =
              runs.startWithDevice(
                  device(), limit(limit, RATE_MIB), transfer(transfer, 512, 2 * AMOUNT_MIB));
          assertEquals("ready", one.readLine());
          double rate = rate(one);
          assertEquals(0, one.end().code());
          return rate;
        });
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

  private static Duration waitedForDisk(Limited one) {
    return one.cgroup().stats().ioPressure().orElseThrow().some().total();
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

  private static void assertRate(int mibPerSecond, Measured.Measurement rate) throws Exception {
    Measured.assertBetween(mibPerSecond * 0.85, mibPerSecond * 1.15, rate);
  }
}
