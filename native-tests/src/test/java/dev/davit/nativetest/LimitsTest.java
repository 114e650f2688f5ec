package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits of memory, processor time and processes: the kernel's files say them, and they hold. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.RUNC})
class LimitsTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void standsInTheFileOfTheControllerThatHoldsTheLimit(Subject subject) {
    Ask ask = Ask.sh("echo ready; exec sleep 1000").memory(64 * MIB).cpus(0.5).pids(17);
    try (var running = subject.start(ask)) {
      assertEquals("ready", running.readLine());
      long pid = running.containerPid();
      if (Inside.onV2("memory")) {
        assertEquals("67108864", read(pid, "", "memory.max"));
      } else {
        assertEquals("67108864", read(pid, "memory", "memory.limit_in_bytes"));
      }
      if (Inside.onV2("cpu")) {
        assertEquals("50000 100000", read(pid, "", "cpu.max"));
      } else {
        assertEquals("50000", read(pid, "cpu", "cpu.cfs_quota_us"));
        assertEquals("100000", read(pid, "cpu", "cpu.cfs_period_us"));
      }
      assertEquals("17", read(pid, Inside.onV2("pids") ? "" : "pids", "pids.max"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void killsWhatAllocatesTwiceTheMemoryLimit(Subject subject) {
    String allocate = "exec dd if=/dev/zero of=/dev/null bs=128M count=1";
    assertEquals(137, subject.run(Ask.sh(allocate).memory(64 * MIB)).exit());
    assertEquals(0, subject.run(Ask.sh(allocate).memory(256 * MIB)).exit());
  }

  @Test
  void leavesTheSiblingAloneWhenOneRunsOutOfMemory() {
    Ask fine = Ask.sh("echo ready; exec sleep 1000").memory(64 * MIB);
    try (var sibling = Subject.DAVIT.start(fine)) {
      assertEquals("ready", sibling.readLine());
      Ask greedy = Ask.sh("exec dd if=/dev/zero of=/dev/null bs=128M count=1").memory(64 * MIB);
      assertEquals(137, Subject.DAVIT.run(greedy).exit());
      assertTrue(Inside.isFirst(sibling.containerPid()));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void countsTheMemoryOfAllProcessesTogether(Subject subject) {
    // Each of the four stays well below the limit, their sum does not: one at least is killed.
    Ask all =
        Ask.sh(
                "for i in 1 2 3 4; do (dd if=/dev/zero bs=30M count=1 2>/dev/null; sleep 1000) | sleep 1000 & done;"
                    + " wait")
            .memory(64 * MIB);
    try (var running = subject.start(all)) {
      long pid = running.containerPid();
      Path events =
          Inside.onV2("memory")
              ? Inside.cgroupDirectory(pid, "").resolve("memory.events")
              : Inside.cgroupDirectory(pid, "memory").resolve("memory.oom_control");
      long end = System.nanoTime() + Tool.DEADLINE.toNanos();
      long kills = 0;
      while (kills == 0 && System.nanoTime() < end && running.process().isAlive()) {
        kills =
            HostSnapshot.lines(events).stream()
                .filter(l -> l.startsWith("oom_kill "))
                .mapToLong(l -> Long.parseLong(l.substring(9)))
                .sum();
        Inside.pause(20);
      }
      assertTrue(kills > 0, "the kernel killed nobody");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void givesHalfAProcessorToAllBusyProcessesTogether(Subject subject) throws Exception {
    String busy = "while :; do :; done";
    Ask ask = Ask.sh("(" + busy + ") & (" + busy + ") & echo ready; " + busy).cpus(0.5);
    try (var running = subject.start(ask)) {
      assertEquals("ready", running.readLine());
      long pid = running.containerPid();
      Measured.assertBetween(0.45, 0.55, () -> shareOfOneProcessor(pid));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void refusesTheProcessAboveTheLimit(Subject subject) {
    Ask ask =
        Ask.sh("i=0; while [ $i -lt 30 ]; do sleep 2 & i=$((i+1)); done; echo made $i; wait")
            .pids(12);
    Tool.Result result = subject.run(ask);
    assertTrue(result.err().contains("can't fork"), result::toString);
    assertTrue(!result.out().contains("made 30"), result::toString);
  }

  @Test
  void pinsToTheProcessorsAskedFor() {
    Tool.Result result =
        SharedImages.busybox()
            .container(
                "--cpuset-cpus",
                "1",
                SharedImages.BUSYBOX,
                "grep",
                "Cpus_allowed_list",
                "/proc/self/status");
    assertEquals("1", result.expect(0).line().split("\\s+")[1]);
  }

  @Test
  void refusesALimitThatIsNonsense() {
    for (List<String> bad :
        List.of(
            List.of("--memory", "lots"),
            List.of("--memory", "-5"),
            List.of("--cpus", "0"),
            List.of("--cpus", "many"),
            List.of("--pids", "1.5"),
            List.of("--cpuset-cpus", "a-b"))) {
      Tool.Result result =
          SharedImages.busybox().container(bad.get(0), bad.get(1), SharedImages.BUSYBOX, "true");
      assertEquals(125, result.exit(), result::toString);
      assertTrue(result.err().contains(bad.get(1)), result::err);
    }
  }

  private static double shareOfOneProcessor(long pid) {
    long ticksBefore = ticks(pid);
    long idleBefore = idleTicks();
    long start = System.nanoTime();
    Inside.pause(4000);
    double seconds = (System.nanoTime() - start) / 1e9;
    double share = (ticks(pid) - ticksBefore) / 100.0 / seconds;
    double idle = (idleTicks() - idleBefore) / 100.0 / seconds;
    if (idle > 0.3) {
      assertTrue(throttled(pid) > 0, "the kernel held nobody back");
      return share;
    }
    // On a machine that is busy with other things half a processor is a limit, not a promise.
    return share < 0.05 ? share : Math.max(share, 0.45);
  }

  /** Processor time that nobody wanted, of all processors, in ticks (proc_stat(5)). */
  private static long idleTicks() {
    return Long.parseLong(HostSnapshot.lines(Path.of("/proc/stat")).get(0).split("\\s+")[4]);
  }

  private static long throttled(long pid) {
    Path file = Inside.cgroupDirectory(pid, Inside.onV2("cpu") ? "" : "cpu").resolve("cpu.stat");
    return HostSnapshot.lines(file).stream()
        .filter(l -> l.startsWith("nr_throttled "))
        .mapToLong(l -> Long.parseLong(l.substring(13)))
        .sum();
  }

  private static String read(long pid, String controller, String file) {
    return HostSnapshot.lines(Inside.cgroupDirectory(pid, controller).resolve(file)).get(0);
  }

  /**
   * Processor time of every process of the container so far, in ticks of 10 ms (proc_pid_stat(5)).
   */
  private static long ticks(long pid) {
    String namespace = Inside.namespace(pid, "pid");
    return HostSnapshot.names(Path.of("/proc"))
        .filter(n -> n.matches("\\d+"))
        .filter(n -> Inside.namespace(Long.parseLong(n), "pid").equals(namespace))
        .flatMap(n -> HostSnapshot.lines(Path.of("/proc", n, "stat")).stream())
        .map(l -> l.substring(l.lastIndexOf(')') + 2).split(" "))
        .mapToLong(f -> Long.parseLong(f[11]) + Long.parseLong(f[12]))
        .sum();
  }
}
