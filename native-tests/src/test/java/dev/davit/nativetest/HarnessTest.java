package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The leak check itself: it names what is left behind, and only that. */
@Needs(Need.ROOT)
class HarnessTest {

  @Test
  void findsNothingWhereNothingHappened() {
    HostSnapshot before = HostSnapshot.take();
    assertEquals(List.of(), LeakCheck.leaks(before));
  }

  @Test
  void namesACgroupThatWasLeft() throws Exception {
    HostSnapshot before = HostSnapshot.take();
    Path hierarchy = HostSnapshot.cgroupMounts().get(0).path();
    Path left = hierarchy.resolve("left-by-" + Workspace.NAME);
    Files.createDirectory(left);
    try {
      assertEquals(List.of("cgroup: " + left), HostSnapshot.take().since(before));
    } finally {
      Files.delete(left);
    }
    assertEquals(List.of(), LeakCheck.leaks(before));
  }

  @Test
  void namesAMountThatWasLeft() {
    Path point = Workspace.directory("point");
    HostSnapshot before = HostSnapshot.take();
    Tool.run("mount", "-t", "tmpfs", "tmpfs", point.toString());
    try {
      assertOne(before, l -> l.startsWith("mount: ") && l.contains(point.toString()));
    } finally {
      Tool.run("umount", point.toString());
    }
  }

  @Test
  void namesADescriptorThatWasLeftOpen() throws Exception {
    HostSnapshot before = HostSnapshot.take();
    try (FileInputStream open = new FileInputStream("/etc/os-release")) {
      assertOne(before, l -> l.startsWith("descriptor: ") && l.contains("os-release"));
      assertTrue(open.read() > 0);
    }
  }

  @Test
  void doesNotMindThatSomebodyLooksAtTheVirtualMachine() {
    HostSnapshot before = HostSnapshot.take();
    Tool.run(
        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
        Long.toString(ProcessHandle.current().pid()),
        "VM.uptime");
    assertEquals(List.of(), LeakCheck.leaks(before));
  }

  @Test
  void namesAnOrphanedProcess() {
    Path marker = Workspace.directory("marker").resolve("open");
    HostSnapshot before = HostSnapshot.take();
    String script = "sleep 1000 3>" + marker + " >/dev/null 2>&1 & echo $!";
    String pid = Tool.shell(script).line();
    try {
      assertOne(before, l -> l.equals("process: " + pid + " sleep (S)"));
    } finally {
      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }
  }

  @Test
  void namesANetworkNamespaceThatWasLeft() {
    HostSnapshot before = HostSnapshot.take();
    boolean first =
        HostSnapshot.lines(Path.of("/proc/self/mountinfo")).stream()
            .noneMatch(line -> line.contains(" /run/netns "));
    Tool.run("ip", "netns", "add", Workspace.NAME);
    try {
      assertOne(before, l -> l.equals("network namespace: " + Workspace.NAME));
    } finally {
      Tool.run("ip", "netns", "delete", Workspace.NAME);
      if (first) {
        // where nobody has used it before, ip mounts its directory on itself
        Tool.run("umount", "/run/netns");
      }
    }
  }

  @Test
  void namesAContainerDirectoryThatWasLeft() throws Exception {
    Path root = Workspace.directory("davit");
    HostSnapshot before = HostSnapshot.take();
    Path left = Files.createDirectories(root.resolve("root/containers/left"));
    assertOne(before, l -> l.equals("container directory: " + left));
    Workspace.delete(root);
  }

  /** In the end: a process has its name and state only a moment after it was started. */
  private static void assertOne(HostSnapshot before, Predicate<String> expected) {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    List<String> leaks = HostSnapshot.take().since(before);
    while (leaks.stream().noneMatch(expected) && System.nanoTime() < end) {
      Inside.pause(20);
      leaks = HostSnapshot.take().since(before);
    }
    List<String> last = leaks;
    assertTrue(last.stream().anyMatch(expected), () -> "" + last);
  }
}
