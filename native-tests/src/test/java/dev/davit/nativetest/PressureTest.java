package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.cgroup.Pressure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Pressure stall information of containers that are held back, on whichever kind of host. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class PressureTest extends WithLimitedRuns {
  /** The kernel adds up what the processors saw every two seconds: kernel/sched/psi.c, PSI_FREQ. */
  private static final Duration A_WHILE = Duration.ofSeconds(5);

  @Test
  void saysHowLongItWaitedForAProcessor() throws Exception {
    String busy = "(while :; do :; done) & echo ready; while :; do :; done";
    // On one processor: the kernel takes the average of those that its processes were on.
    Limited one = runs.start("cpu: {cpus: '0', quota: 10000, period: 100000}", busy);
    assertEquals("ready", one.readLine());
    // It may run for a tenth of one processor's time.
    Measured.assertAbove(
        A_WHILE.dividedBy(2).toMillis(),
        () -> waited(one.cgroup(), CgroupStats::cpuPressure).toMillis());
    assertTrue(one.cgroup().stats().cpuPressure().orElseThrow().some().avg10() > 0);
  }

  @Test
  void saysHowLongItWaitedForMemory() {
    // A file of more than the limit makes the kernel write and forget pages for every new one.
    String limit =
        LimitedRuns.unified("memory")
            ? "unified: {'memory.high': '16777216'}"
            : "memory: {limit: 16777216}";
    Limited one =
        runs.start(
            limit, "echo ready; while :; do dd if=/dev/zero of=/file bs=1M count=64 2>&1; done");
    assertEquals("ready", one.readLine());
    Duration waited = waitedAtLast(one.cgroup(), CgroupStats::memoryPressure);
    assertTrue(waited.toMillis() > 10, () -> "waited " + waited);
  }

  @Test
  void hasNoneWhenItHasNothingToDo() throws Exception {
    Limited one = runs.start("memory: {limit: 67108864}", "echo ready; exec sleep 1000");
    assertEquals("ready", one.readLine());
    // On a machine that is busy it may wait for a processor while it starts.
    Measured.assertBetween(0, 300, () -> waited(one.cgroup(), CgroupStats::cpuPressure).toMillis());
    assertEquals(Duration.ZERO, waited(one.cgroup(), CgroupStats::memoryPressure));
  }

  private static Duration waited(
      Cgroup cgroup, Function<CgroupStats, Optional<Pressure>> resource) {
    Duration before = total(cgroup, resource);
    Inside.pause(A_WHILE.toMillis());
    return total(cgroup, resource).minus(before);
  }

  private static Duration waitedAtLast(
      Cgroup cgroup, Function<CgroupStats, Optional<Pressure>> resource) {
    long end = System.nanoTime() + A_WHILE.multipliedBy(10L * Tool.SCALE).toNanos();
    while (total(cgroup, resource).toMillis() <= 10 && System.nanoTime() < end) {
      Inside.pause(50);
    }
    return total(cgroup, resource);
  }

  private static Duration total(Cgroup cgroup, Function<CgroupStats, Optional<Pressure>> resource) {
    Pressure pressure = resource.apply(cgroup.stats()).orElseThrow();
    assertTrue(pressure.full().total().compareTo(pressure.some().total()) <= 0, pressure::toString);
    return pressure.some().total();
  }
}
