package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a container sees of processes, mounts, names, queues and networks, and what it does not. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.RUNC})
class NamespaceTest {
  private static final String WAIT = "echo ready; exec sleep 1000";

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void seesItselfAsProcessOneAndNothingElse(Subject subject) {
    List<String> ps = subject.sh("ps -o pid,comm").lines();
    assertEquals("1", ps.get(1).trim().split("\\s+")[0]);
    assertTrue(ps.size() <= 3, () -> "only the shell and ps: " + ps);
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void isAnOrdinaryProcessOfTheHostWithTwoNumbers(Subject subject) throws Exception {
    try (var running = subject.start(Ask.sh(WAIT))) {
      assertEquals("ready", running.readLine());
      long pid = running.containerPid();
      assertEquals(pid + "\t1", Inside.status(pid, "NSpid"));
      // the shell becomes sleep a moment after it has said that it is ready
      OnDemandDaemon.until("its name is sleep", () -> Inside.commOf(pid).equals("sleep"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void theDeathOfProcessOneEndsAllMembers(Subject subject) {
    try (var running = subject.start(Ask.sh("sleep 1001 & sleep 1002 & " + WAIT))) {
      assertEquals("ready", running.readLine());
      long pid = running.containerPid();
      String namespace = Inside.namespace(pid, "pid");
      assertFalse(namespace.isEmpty());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      assertEquals(137, running.finish().exit());
      List<String> left =
          HostSnapshot.names(Path.of("/proc"))
              .filter(n -> n.matches("\\d+"))
              .filter(n -> Inside.namespace(Long.parseLong(n), "pid").equals(namespace))
              .toList();
      assertEquals(List.of(), left);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hasEveryNamespaceOfItsOwnExceptUserAndTime(Subject subject) {
    try (var running = subject.start(Ask.sh(WAIT))) {
      assertEquals("ready", running.readLine());
      long pid = running.containerPid();
      for (String kind : List.of("mnt", "pid", "uts", "ipc", "net", "cgroup")) {
        assertNotEquals(Inside.namespace(self(), kind), Inside.namespace(pid, kind), kind);
      }
      for (String kind : List.of("user", "time")) {
        assertEquals(Inside.namespace(self(), kind), Inside.namespace(pid, kind), kind);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void doesNotSeeMountsMadeOnTheHostAfterTheStart(Subject subject) {
    Path shared = Workspace.directory("volume");
    try (var running = subject.start(Ask.sh(WAIT).bind(shared + ":/volume"))) {
      assertEquals("ready", running.readLine());
      Path point = make(shared.resolve("point"));
      Tool.run("mount", "-t", "tmpfs", "tmpfs", point.toString());
      try {
        assertFalse(mountsOf(running.containerPid()).contains("/volume/point"));
      } finally {
        Tool.run("umount", point.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void keepsItsMountsFromTheHost(Subject subject) {
    List<String> before = HostSnapshot.lines(Path.of("/proc/self/mountinfo"));
    try (var running = subject.start(Ask.sh(WAIT))) {
      assertEquals("ready", running.readLine());
      if (!HostSnapshot.SHARED_MACHINE) {
        assertEquals(before, HostSnapshot.lines(Path.of("/proc/self/mountinfo")));
      }
      List<String> inside = mountsOf(running.containerPid());
      assertEquals("/", inside.get(0), "one root, and the host's is gone: " + inside);
      assertEquals(1, inside.stream().filter("/"::equals).count());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void setsAHostNameOfItsOwn(Subject subject) throws IOException {
    String before = Tool.run("hostname").line();
    assertEquals("inner", subject.run(Ask.sh("hostname").hostname("inner")).expect(0).line());
    assertEquals(before, Tool.run("hostname").line());
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void doesNotListSharedMemoryOfTheHost(Subject subject) {
    String id = Tool.run("ipcmk", "-M", "4096").line().replaceAll("\\D", "");
    try {
      assertTrue(Tool.run("cat", "/proc/sysvipc/shm").lines().size() > 1);
      assertEquals(1, subject.sh("cat /proc/sysvipc/shm").lines().size(), "the header alone");
    } finally {
      Tool.run("ipcrm", "-m", id);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hasMessageQueuesOfItsOwn(Subject subject) {
    String names = subject.sh("ls /dev/mqueue; touch /dev/mqueue/mine; ls /dev/mqueue").line();
    assertEquals("mine", names);
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hasTheLoopbackDeviceAloneAndNoSocketOfTheHost(Subject subject) throws IOException {
    try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.format(":%04X", host.getLocalPort());
      String tables =
          Files.readString(Path.of("/proc/net/tcp")) + Files.readString(Path.of("/proc/net/tcp6"));
      assertTrue(tables.contains(port));
      String inside = subject.sh("ls /sys/class/net; cat /proc/net/tcp /proc/net/tcp6").out();
      assertEquals("lo", inside.lines().findFirst().orElse(""));
      assertFalse(inside.contains(port), inside);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void bindsAPortThatTheHostAlsoUses(Subject subject) throws IOException {
    try (ServerSocket host = new ServerSocket(0, 1)) {
      String port = String.format(":%04X", host.getLocalPort());
      String script =
          "nc -l -p %d -e true & for i in $(seq 1000); do".formatted(host.getLocalPort())
              + " cat /proc/net/tcp /proc/net/tcp6 | grep %s && break; usleep 20000; done"
                  .formatted(port);
      assertTrue(subject.sh(script).out().contains(port));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void showsTheRootOfTheCgroupTreeAsItsOwn(Subject subject) {
    List<String> lines = subject.sh("cat /proc/self/cgroup").lines();
    assertTrue(lines.contains("0::/"), () -> "cgroup v2: " + lines);
    for (String line : lines) {
      String controller = line.split(":", 3)[1];
      if (List.of("memory", "pids", "cpu", "cpuset").contains(controller)) {
        assertTrue(line.endsWith(":/"), () -> "cgroup v1: " + lines);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void runsOnTheKernelOfTheHost(Subject subject) {
    assertEquals(Tool.run("uname", "-r").line(), subject.sh("uname -r").line());
  }

  private static List<String> mountsOf(long pid) {
    return HostSnapshot.lines(Path.of("/proc/" + pid + "/mountinfo")).stream()
        .map(l -> l.split(" ")[4])
        .toList();
  }

  private static long self() {
    return ProcessHandle.current().pid();
  }

  private static Path make(Path directory) {
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
