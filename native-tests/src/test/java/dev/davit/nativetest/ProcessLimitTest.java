package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.HostProbe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes of a cgroup: how many there may be, stopping and killing them, and what is told. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
class ProcessLimitTest extends WithLimitedRuns {
  private static final Duration SOON = Duration.ofSeconds(60L * Tool.SCALE);

  /** A shell ends when it cannot fork, awk goes on; the first process reaps. */
  private static final String BOMB =
      "exec 2>/dev/null; echo ready; sleep 1000 & "
          + "awk 'BEGIN { while (1) system(\"f() { f & f & wait; }; f\") }' & wait";

  @Test
  void holdsAForkBombAndSparesTheSibling() throws Exception {
    Limited bomb = runs.start("pids: {limit: 40}, " + "memory: {limit: 134217728}", BOMB);
    assertEquals("ready", bomb.readLine());
    long most = 0;
    long end = System.nanoTime() + SOON.toNanos();
    for (int i = 0; i < 20 || most <= 10 && System.nanoTime() < end; i++) {
      most = Math.max(most, bomb.cgroup().stats().processes().orElseThrow());
      Inside.pause(20);
    }
    assertTrue(most > 10 && most <= 40, "there were " + most + " processes");
    assertEquals(3, runs.start("pids: {limit: 40}", "sleep 0 & wait; exit 3").end().code());
    bomb.container().delete();
  }

  @Test
  void allowsMoreWhileItRuns() throws Exception {
    assertNotEquals(0, runs.start("pids: {limit: 1}", "(exit 0) & wait; exit 0").end().code());
    Limited one =
        runs.start("pids: {limit: 1}", "echo ready; read line; (echo child) & wait; exit 0");
    assertEquals("ready", one.readLine());
    one.cgroup().apply(LimitedRuns.resources("pids: {limit: 5}"));
    one.go();
    assertEquals("child", one.readLine());
    assertEquals(0, one.end().code());
  }

  @Test
  void killsAGroupThatForksWildly() throws Exception {
    Limited bomb = runs.start("pids: {limit: 200}", BOMB);
    assertEquals("ready", bomb.readLine());
    Inside.pause(200);
    bomb.cgroup().kill();
    assertTrue(bomb.cgroup().awaitEmpty(SOON));
    assertTrue(bomb.cgroup().isEmpty());
    assertEquals(0, bomb.event("cgroup.events", "populated"));
    assertEquals(137, bomb.end().code());
  }

  @Test
  void stopsEveryProcessAndLetsThemGoOn() throws Exception {
    Limited one = runs.start("", "(while :; do :; done) & echo ready; while :; do :; done");
    assertEquals("ready", one.readLine());
    Measured.assertAbove(0.05, () -> one.processorsUsed(Duration.ofMillis(500)));
    assertTrue(one.cgroup().freeze(SOON));
    assertEquals(1, one.event("cgroup.events", "frozen"));
    assertEquals(1, one.event("cgroup.events", "populated"));
    double frozen = one.processorsUsed(Duration.ofMillis(500));
    assertTrue(frozen < 0.01, () -> "used " + frozen + " of a processor while frozen");
    one.cgroup().thaw();
    Measured.assertAbove(0.05, () -> one.processorsUsed(Duration.ofSeconds(1)));
  }

  @Test
  void killsWhatIsFrozen() throws Exception {
    Limited one = runs.start("", "echo ready; sleep 1000");
    assertEquals("ready", one.readLine());
    assertTrue(one.cgroup().freeze(SOON));
    one.cgroup().kill();
    assertEquals(137, one.end().code());
  }

  @Test
  void limitsTheSumOfTheChildren() throws Exception {
    Cgroup pod = runs.group("pids: {limit: 12}");
    String eight = "for i in 1 2 3 4 5 6 7; do sleep 1000 & done 2>/dev/null; echo ready; wait";
    Limited first = runs.startBelow(pod, "", eight);
    assertEquals("ready", first.readLine());
    assertEquals(8, pod.stats().processes().orElseThrow());
    // A shell that cannot fork ends with an error before it says anything.
    Limited second = runs.startBelow(pod, "", eight);
    assertEquals("", second.readLine());
    assertNotEquals(0, second.end().code());
    assertTrue(pod.stats().processes().orElseThrow() >= 8);
    pod.apply(LimitedRuns.resources("pids: {limit: 32}"));
    assertEquals("ready", runs.startBelow(pod, "", eight).readLine());
  }

  @Test
  void refusesLimitsWhereNoControllerIs() {
    CgroupLayout none =
        new CgroupLayout(LimitedRuns.layout().unified(), java.util.Set.of(), java.util.Map.of());
    try (LimitedRuns poor = LimitedRuns.open(HostProbe.host().withCgroups(none))) {
      CgroupException e =
          assertThrows(
              CgroupException.class,
              () ->
                  poor.start(
                      "memory: {limit: 67108864}, cpu: {quota: 50000}, pids: {limit: 5}",
                      "exit 0"));
      for (String controller : List.of("memory", "cpu", "pids")) {
        assertTrue(
            e.getMessage().contains("controller " + controller + " is not on this machine"),
            e.getMessage());
      }
    }
  }
}
