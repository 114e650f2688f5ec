package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.HugepageLimit;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.CgroupStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Limits are seen to act, whichever version of cgroups holds the controller. */
@Needs({Need.ROOT, Need.CGROUP2})
class CgroupLimitsTest {

  private static final long MIB = 1 << 20;

  private static Resources memory(long bytes) {
    return Resources.empty().withMemory(Memory.empty().withLimit(bytes));
  }

  @Test
  void killsAHogOfMemoryAndSaysSo() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(memory(20 * MIB))) {
      assertFalse(test.cgroup.oomKilled());
      TestCgroup.Result result = test.run("head -c 200m /dev/zero | tail");
      assertNotEquals(0, result.code(), result.output());
      assertTrue(test.cgroup.oomKilled());
      CgroupStats stats = test.cgroup.stats();
      assertEquals(Optional.of(20 * MIB), stats.memoryLimitBytes());
      assertTrue(stats.oomKills() >= 1);
    }
  }

  @Test
  void letsAProcessUseWhatIsBelowTheLimit() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(memory(60 * MIB))) {
      assertEquals(0, test.run("head -c 20m /dev/zero | tail | wc -c").code());
      assertFalse(test.cgroup.oomKilled());
    }
  }

  @Test
  void changesALimitOfAContainerThatRuns() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(memory(200 * MIB))) {
      test.cgroup.apply(memory(20 * MIB));
      assertNotEquals(0, test.run("head -c 200m /dev/zero | tail").code());
      test.cgroup.apply(memory(-1));
      assertEquals(Optional.empty(), test.cgroup.stats().memoryLimitBytes());
    }
  }

  @Test
  void stopsForksBeyondTheLimit() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(Resources.empty().withPids(Pids.of(4)))) {
      TestCgroup.Result few = test.run("sleep 0 & sleep 0 & wait; echo done");
      assertEquals("done", few.output());
      TestCgroup.Result many =
          test.run("for i in 1 2 3 4 5 6; do sleep 5 & done; echo all started");
      assertFalse(many.output().contains("all started"), many.output());
      assertEquals(Optional.of(4L), test.cgroup.stats().processesLimit());
    }
  }

  @Test
  void givesAProcessItsQuotaOfTheProcessor() throws InterruptedException {
    Resources fifth = Resources.empty().withCpu(Cpu.empty().withQuota(20_000).withPeriod(100_000));
    try (TestCgroup test = new TestCgroup(fifth)) {
      test.start("while :; do :; done");
      // The time around both readings: a pause between them and the clock only makes it longer.
      long start = System.nanoTime();
      Duration before = test.cgroup.stats().cpuTotal().orElseThrow();
      Thread.sleep(2500);
      CgroupStats stats = test.cgroup.stats();
      double seconds = (System.nanoTime() - start) / 1e9;
      double used = stats.cpuTotal().orElseThrow().minus(before).toNanos() / 1e9;
      // Another busy machine may give it less, but nothing may give it more.
      assertTrue(used < seconds * 0.2 + 0.1, used + " s in " + seconds + " s");
      OnDemandDaemon.until("a period in which it was held back", () -> isHeldBack(test.cgroup));
    }
  }

  private static boolean isHeldBack(Cgroup cgroup) {
    CgroupStats stats = cgroup.stats();
    return stats.throttledPeriods().orElseThrow() > 0
        && stats.throttledTime().orElseThrow().toMillis() > 0;
  }

  @Test
  void keepsAProcessOnItsProcessors() throws InterruptedException {
    try (TestCgroup test =
        new TestCgroup(Resources.empty().withCpu(Cpu.empty().withCpus("0").withMems("0")))) {
      assertEquals(
          "0",
          test.run("sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status").output());
    }
  }

  @Test
  void letsAProcessJoinWhoseProcessorsAloneAreLimited() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(Resources.empty().withCpu(Cpu.empty().withCpus("0")))) {
      assertEquals("joined", test.run("echo joined").output());
    }
  }

  @Test
  void saysWhichProcessorIsNotThere() {
    CgroupException e =
        assertThrows(
            CgroupException.class,
            () -> new TestCgroup(Resources.empty().withCpu(Cpu.empty().withCpus("4000"))).close());
    assertTrue(
        e.getMessage().startsWith("linux.resources.cpu.cpus: cpuset.cpus: write \"4000\": E"),
        e.getMessage());
  }

  @Test
  void saysWhereAControllerIsNotEnabled() throws IOException {
    CgroupLayout layout = CgroupLayout.read();
    Resources resources =
        Resources.empty().withHugepageLimits(List.of(new HugepageLimit("2MB", 0, Map.of())));
    // Somebody else's cgroup, which gives nothing on.
    CgroupPath parent = CgroupPath.ROOT.child(Workspace.NAME + "-bare");
    Path directory = layout.unified().orElseThrow().directory(parent);
    Files.createDirectory(directory);
    try {
      CgroupException e =
          assertThrows(
              CgroupException.class, () -> Cgroup.create(layout, parent.child("c"), resources));
      assertTrue(
          e.getMessage()
              .matches(
                  layout.onUnified("hugetlb")
                      ? "linux\\.resources\\.hugepageLimits\\[2MB]: hugetlb\\.2MB\\.max: controller"
                          + " hugetlb is not enabled in .*: write \\+hugetlb to .*/cgroup\\.subtree_control"
                      : ".*controller hugetlb is not on this machine.*"),
          e.getMessage());
    } finally {
      Files.delete(directory);
    }
  }

  @Test
  void appliesEveryOtherLimitThatThisMachineHas() throws InterruptedException {
    Resources resources =
        Resources.empty()
            .withMemory(
                Memory.empty().withLimit(64 * MIB).withSwap(64 * MIB).withReservation(32 * MIB))
            .withCpu(Cpu.empty().withShares(512).withQuota(50_000).withBurst(10_000));
    try (TestCgroup test = new TestCgroup(resources)) {
      assertEquals("ok", test.run("echo ok").output());
    }
  }
}
