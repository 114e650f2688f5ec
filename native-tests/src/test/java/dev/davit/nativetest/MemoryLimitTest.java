package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Signal;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Memory limits by their effect, on whichever hierarchy holds the controller. */
@Needs({Need.ROOT, Need.BUSYBOX})
@OnOneJava
class MemoryLimitTest extends WithLimitedRuns {
  private static final String LIMIT_64M = "memory: {limit: 67108864, swap: 67108864}";
  private static final String TAKE_128M = "dd if=/dev/zero of=/dev/null bs=128M count=1 2>&1";
  private static final String WAIT = "echo ready; read line; ";

  @Test
  void killsWhoTakesTwiceTheLimitSaysWhyAndSparesTheSibling() throws Exception {
    Limited sibling = runs.start(LIMIT_64M, WAIT + "exit 9");
    assertEquals("ready", sibling.readLine());
    ContainerExit exit = runs.start(LIMIT_64M, "exec " + TAKE_128M).end();
    assertEquals(137, exit.code());
    assertTrue(exit.oomKilled());
    sibling.go();
    ContainerExit fine = sibling.end();
    assertEquals(9, fine.code());
    assertFalse(fine.oomKilled());
  }

  @Test
  void doesNotTakeAnyKillForWantOfMemory() throws Exception {
    Limited one = runs.start(LIMIT_64M, WAIT);
    assertEquals("ready", one.readLine());
    one.container().kill(Signal.KILL);
    ContainerExit exit = one.end();
    assertEquals(137, exit.code());
    assertFalse(exit.oomKilled());
  }

  @Test
  void givesMoreWhileItRuns() throws Exception {
    Limited one = runs.start(LIMIT_64M, WAIT + "exec " + TAKE_128M);
    assertEquals("ready", one.readLine());
    one.cgroup().apply(LimitedRuns.resources("memory: {limit: 268435456, swap: 268435456}"));
    one.go();
    assertEquals(0, one.end().code());
  }

  @Test
  void givesLessWhileItRuns() throws Exception {
    Limited one =
        runs.start("memory: {limit: 268435456, swap: 268435456}", WAIT + "exec " + TAKE_128M);
    assertEquals("ready", one.readLine());
    one.cgroup().apply(LimitedRuns.resources(LIMIT_64M));
    one.go();
    ContainerExit exit = one.end();
    assertEquals(137, exit.code());
    assertTrue(exit.oomKilled());
  }

  /** Swap is the whole machine's: turned on only in a machine that is there for the tests. */
  @Test
  void limitsSwapApartFromMemory() throws Exception {
    String swap128 = "memory: {limit: 67108864, swap: 201326592}";
    Limited one = runs.start(swap128, WAIT + "exec " + TAKE_128M);
    assertEquals("ready", one.readLine());
    boolean v2 = LimitedRuns.unified("memory");
    assertEquals(
        v2 ? "134217728" : "201326592",
        v2
            ? one.control("", "memory.swap.max")
            : one.control("memory", "memory.memsw.limit_in_bytes"));
    if (!Boolean.getBoolean("davit.machine.own")) {
      return;
    }
    String file = Workspace.directory("swap").resolve("file").toString();
    Tool.shell("fallocate -l 256M $1; chmod 600 $1; mkswap $1; swapon $1", file);
    try {
      one.go();
      assertEquals(0, one.end().code());
      assertEquals(137, runs.start(LIMIT_64M, "exec " + TAKE_128M).end().code());
    } finally {
      Tool.run("swapoff", file);
    }
  }

  @Test
  void limitsTheSumOfTheChildren() throws Exception {
    Cgroup pod = runs.group(LIMIT_64M);
    String take40 = "dd if=/dev/zero of=/dev/shm/x bs=1M count=40 2>&1; " + WAIT;
    Limited first = runs.startBelow(pod, "", WAIT + take40);
    assertEquals("ready", first.readLine());
    first.go();
    while (!first.readLine().equals("ready")) {}
    assertFalse(pod.oomKilled());
    Limited second = runs.startBelow(pod, "", WAIT + take40);
    assertEquals("ready", second.readLine());
    second.go();
    long end = System.nanoTime() + Duration.ofSeconds(20L * Tool.SCALE).toNanos();
    boolean killed = false;
    while (!killed && System.nanoTime() < end) {
      Inside.pause(20);
      // v1 counts where the process was, v2 there and in the cgroups above it
      killed = pod.oomKilled() || first.cgroup().oomKilled() || second.cgroup().oomKilled();
    }
    assertTrue(killed, "80 MiB fitted into 64");
  }

  @Test
  void stopsTheGrowthAboveMemoryHighUntilItIsRaised() throws Exception {
    String high = "unified: {'memory.high': '33554432'}";
    if (!LimitedRuns.unified("memory")) {
      refusesOnV1(high, "memory.high");
      return;
    }
    Limited one =
        runs.start(high, "dd if=/dev/zero of=/dev/shm/x bs=1M count=128 2>&1; echo took it all");
    long end = System.nanoTime() + Duration.ofSeconds(30L * Tool.SCALE).toNanos();
    while (one.event("memory.events", "high") == 0 && System.nanoTime() < end) {
      Inside.pause(20);
    }
    assertTrue(one.container().waitFor(Duration.ofSeconds(5)).isEmpty(), "was not throttled");
    long used = one.cgroup().stats().memoryBytes().orElseThrow();
    assertTrue(used < 64 << 20, () -> used + " bytes are in use");
    one.cgroup().apply(LimitedRuns.resources("unified: {'memory.high': 'max'}"));
    assertEquals(0, one.end().code());
    assertEquals(0, one.event("memory.events", "oom_kill"));
  }

  @Test
  void killsTheWholeGroupOrOnlyTheGreedyProcessAsAsked() throws Exception {
    String script = TAKE_128M + "; echo survived";
    String together = LIMIT_64M + ", unified: {'memory.oom.group': '1'}";
    ContainerExit alone = runs.start(LIMIT_64M, script).end();
    assertEquals(0, alone.code());
    assertTrue(alone.oomKilled());
    if (!LimitedRuns.unified("memory")) {
      refusesOnV1(together, "memory.oom.group");
      return;
    }
    ContainerExit group = runs.start(together, script).end();
    assertEquals(137, group.code());
    assertTrue(group.oomKilled());
  }

  private void refusesOnV1(String resources, String file) {
    CgroupException e = assertThrows(CgroupException.class, () -> runs.start(resources, "exit 0"));
    assertTrue(
        e.getMessage()
            .contains("linux.resources.unified[" + file + "]: controller memory is on cgroup v1"),
        e.getMessage());
  }
}
