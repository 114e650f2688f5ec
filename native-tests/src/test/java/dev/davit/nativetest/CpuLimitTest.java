package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.Cgroup;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits of processor time by what busy loops get. */
@Needs({Need.ROOT, Need.BUSYBOX})
@OnOneJava
class CpuLimitTest extends WithLimitedRuns {
  private static final Duration A_WHILE = Duration.ofSeconds(6);
  private static final String TWO_BUSY = "(while :; do :; done) & echo ready; while :; do :; done";
  private static final String HALF = "quota: 50000, period: 100000";

  @Test
  void givesHalfAProcessorAndThenAFifth() throws Exception {
    Limited one = runs.startBelow(runs.preferredGroup(""), "cpu: {" + HALF + "}", TWO_BUSY);
    assertEquals("ready", one.readLine());
    Measured.assertBetween(0.45, 0.55, () -> one.processorsUsed(Duration.ofSeconds(10)));
    assertTrue(one.cgroup().stats().throttledPeriods().orElseThrow() > 0);
    one.cgroup().apply(LimitedRuns.resources("cpu: {quota: 20000, period: 100000}"));
    Measured.assertBetween(0.17, 0.23, () -> one.processorsUsed(A_WHILE));
  }

  @Test
  void sharesOneProcessorOneToThree() throws Exception {
    Cgroup both = runs.preferredGroup("");
    Limited one = runs.startBelow(both, share(1), TWO_BUSY);
    Limited three = runs.startBelow(both, share(3), TWO_BUSY);
    assertEquals("ready", one.readLine());
    assertEquals("ready", three.readLine());
    Measured.assertBetween(2.7, 3.3, () -> ratio(three, one));
    three.cgroup().apply(LimitedRuns.resources(share(1)));
    Measured.assertBetween(0.9, 1.1, () -> ratio(three, one));
  }

  /** How many times as much processor time the first gets. */
  private static double ratio(Limited large, Limited small) {
    Duration first = large.cgroup().stats().cpuTotal().orElseThrow();
    Duration second = small.cgroup().stats().cpuTotal().orElseThrow();
    Inside.pause(A_WHILE.toMillis());
    first = large.cgroup().stats().cpuTotal().orElseThrow().minus(first);
    second = small.cgroup().stats().cpuTotal().orElseThrow().minus(second);
    return (double) first.toNanos() / second.toNanos();
  }

  @Test
  void givesTheIdleOneWhatNobodyElseWants() throws Exception {
    Cgroup both = runs.preferredGroup("");
    Limited idle = runs.startBelow(both, "cpu: {cpus: '0', idle: 1}", TWO_BUSY);
    Limited other = runs.startBelow(both, "cpu: {cpus: '0', shares: 1024}", TWO_BUSY);
    assertEquals("ready", other.readLine());
    Measured.assertAbove(20, () -> ratio(other, idle));
    idle.cgroup().apply(LimitedRuns.resources("cpu: {idle: 0}"));
    Measured.assertBetween(0.8, 1.25, () -> ratio(other, idle));
  }

  @Test
  void savesUpForABurstWhatItDoesNotUse() {
    // What it does after each pause takes longer than the 20 ms of one period.
    String bursts =
        "echo ready; while :; do sleep 0.3; i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; done";
    String quota = "quota: 20000, period: 100000";
    Limited one = runs.startBelow(runs.preferredGroup(""), "cpu: {" + quota + "}", bursts);
    assertEquals("ready", one.readLine());
    Inside.pause(1500);
    assertEquals(0, bursts(one));
    one.cgroup().apply(LimitedRuns.resources("cpu: {" + quota + ", burst: 20000}"));
    long end = System.nanoTime() + Duration.ofSeconds(20L * Tool.SCALE).toNanos();
    while (bursts(one) == 0 && System.nanoTime() < end) {
      Inside.pause(50);
    }
    assertTrue(bursts(one) > 0, "never used what it had saved");
    assertEquals(
        "20000",
        LimitedRuns.unified("cpu")
            ? one.control("", "cpu.max.burst")
            : one.control("cpu", "cpu.cfs_burst_us"));
  }

  private static long bursts(Limited one) {
    Path directory =
        Inside.cgroupDirectory(one.container().pid(), LimitedRuns.unified("cpu") ? "" : "cpu");
    return HostSnapshot.lines(directory.resolve("cpu.stat")).stream()
        .filter(l -> l.startsWith("nr_bursts "))
        .mapToLong(l -> Long.parseLong(l.substring(10)))
        .sum();
  }

  /** A part of processor 0. The curve from shares to weights is no straight line. */
  private static String share(int part) {
    return LimitedRuns.unified("cpu")
        ? "cpu: {cpus: '0'}, unified: {'cpu.weight': '" + 100 * part + "'}"
        : "cpu: {cpus: '0', shares: " + 1024 * part + "}";
  }

  @Test
  void keepsOffTheOtherProcessors() throws Exception {
    Limited one = runs.start("cpu: {cpus: '1'}", TWO_BUSY);
    assertEquals("ready", one.readLine());
    Measured.assertBetween(0, 1.25, () -> one.processorsUsed(Duration.ofSeconds(2)));
    assertEquals("1", Inside.status(one.container().pid(), "Cpus_allowed_list"));
    one.cgroup().apply(LimitedRuns.resources("cpu: {cpus: '0'}"));
    assertEquals("0", Inside.status(one.container().pid(), "Cpus_allowed_list"));
  }

  @Test
  void limitsTheSumOfTheChildren() throws Exception {
    Cgroup pod = runs.preferredGroup(HALF);
    Limited first = runs.startBelow(pod, "", TWO_BUSY);
    Limited second = runs.startBelow(pod, "", TWO_BUSY);
    assertEquals("ready", first.readLine());
    assertEquals("ready", second.readLine());
    Measured.assertBetween(0.45, 0.55, () -> Limited.processorsUsed(pod, A_WHILE));
  }
}
