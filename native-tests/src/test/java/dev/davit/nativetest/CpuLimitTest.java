package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.Cgroup;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of processor time by what busy loops get. */
@Needs({Need.ROOT, Need.BUSYBOX})
class CpuLimitTest {
  private static final Duration A_WHILE = Duration.ofSeconds(6);
  private static final String TWO_BUSY = "(while :; do :; done) & echo ready; while :; do :; done";
  private static final String HALF = "quota: 50000, period: 100000";

  private LimitedRuns runs;

  @BeforeEach
  void open() {
    runs = LimitedRuns.open();
  }

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void givesHalfAProcessorAndThenAFifth() {
    Limited one = runs.startBelow(runs.preferredGroup(""), "cpu: {" + HALF + "}", TWO_BUSY);
    assertEquals("ready", one.readLine());
    assertBetween(0.45, 0.55, one.processorsUsed(A_WHILE));
    assertTrue(one.cgroup().stats().throttledPeriods().orElseThrow() > 0);
    one.cgroup().apply(LimitedRuns.resources("cpu: {quota: 20000, period: 100000}"));
    assertBetween(0.17, 0.23, one.processorsUsed(A_WHILE));
  }

  @Test
  void sharesOneProcessorOneToThree() {
    Cgroup both = runs.preferredGroup("");
    Limited one = runs.startBelow(both, share(1), TWO_BUSY);
    Limited three = runs.startBelow(both, share(3), TWO_BUSY);
    assertEquals("ready", one.readLine());
    assertEquals("ready", three.readLine());
    Duration small = one.cgroup().stats().cpuTotal().orElseThrow();
    Duration large = three.cgroup().stats().cpuTotal().orElseThrow();
    Inside.pause(A_WHILE.toMillis());
    small = one.cgroup().stats().cpuTotal().orElseThrow().minus(small);
    large = three.cgroup().stats().cpuTotal().orElseThrow().minus(large);
    assertBetween(2.7, 3.3, (double) large.toNanos() / small.toNanos());
  }

  /** A part of processor 0. The curve from shares to weights is no straight line. */
  private static String share(int part) {
    return LimitedRuns.unified("cpu")
        ? "cpu: {cpus: '0'}, unified: {'cpu.weight': '" + 100 * part + "'}"
        : "cpu: {cpus: '0', shares: " + 1024 * part + "}";
  }

  @Test
  void keepsOffTheOtherProcessors() {
    Limited one = runs.start("cpu: {cpus: '1'}", TWO_BUSY);
    assertEquals("ready", one.readLine());
    assertBetween(0, 1.25, one.processorsUsed(Duration.ofSeconds(2)));
    assertEquals("1", Inside.status(one.container().pid(), "Cpus_allowed_list"));
    one.cgroup().apply(LimitedRuns.resources("cpu: {cpus: '0'}"));
    assertEquals("0", Inside.status(one.container().pid(), "Cpus_allowed_list"));
  }

  @Test
  void limitsTheSumOfTheChildren() {
    Cgroup pod = runs.preferredGroup(HALF);
    Limited first = runs.startBelow(pod, "", TWO_BUSY);
    Limited second = runs.startBelow(pod, "", TWO_BUSY);
    assertEquals("ready", first.readLine());
    assertEquals("ready", second.readLine());
    assertBetween(0.45, 0.55, Limited.processorsUsed(pod, A_WHILE));
  }

  private static void assertBetween(double low, double high, double value) {
    assertTrue(low <= value && value <= high, () -> value + " is not in " + low + ".." + high);
  }
}
