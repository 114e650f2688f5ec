package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.ContainerInfo;
import dev.davit.engine.Davit;
import dev.davit.oci.DavitException;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.systemd.Scopes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Containers in scopes of systemd. It needs systemd as the first process, so it runs in the virtual
 * machine only ({@code native-tests/vm test --systemd ScopeSuite}), and its name keeps it out of
 * other runs.
 */
@Needs({Need.ROOT, Need.SYSTEMD, Need.BUSYBOX})
class ScopeSuite {
  private static final String SLICE = "pods-batch.slice";
  private static final Duration DEADLINE = Duration.ofSeconds(60L * Tool.SCALE);
  private static final String ANSWERS = "echo ready; while read line; do eval \"$line\" 2>&1; done";

  private LimitedRuns runs;

  @BeforeEach
  void open() {
    runs = LimitedRuns.open();
  }

  @AfterEach
  void close() {
    runs.close();
    assertEquals(List.of(), units(), "units that nobody stopped");
  }

  private static List<String> units() {
    return Tool.run("systemctl", "list-units", "--all", "--plain", "--no-legend", "davit-*.scope")
        .lines();
  }

  private static String property(String unit, String name) {
    return Tool.run("systemctl", "show", "--value", "-p", name, unit).line();
  }

  private static String unit(Limited container) {
    return "davit-" + container.container().id() + ".scope";
  }

  private static String ask(Limited container, String line) throws Exception {
    container.container().stdin().write((line + "\n").getBytes());
    container.container().stdin().flush();
    return container.readLine();
  }

  private Limited start(String resources) {
    Limited container = runs.startInScope(SLICE, resources, ANSWERS);
    assertEquals("ready", container.readLine());
    return container;
  }

  @Test
  void isAScopeInNestedSlicesWithItsLimitsInUnitAndFiles() throws Exception {
    Limited container =
        start(
            "memory: {limit: 67108864}, cpu: {quota: 50000, period: 100000, shares: 512, cpus: '0'},"
                + " pids: {limit: 20}");
    assertEquals(
        List.of("0::/pods.slice/pods-batch.slice/" + unit(container)),
        HostSnapshot.lines(Path.of("/proc/" + container.container().pid() + "/cgroup")));
    String tree = Tool.run("systemd-cgls", "--no-pager", "--full").out();
    assertTrue(tree.matches("(?s).*pods.slice.*pods-batch.slice.*" + unit(container) + ".*"), tree);
    assertTrue(tree.contains(container.container().pid() + " /bin/sh -c"), tree);
    assertEquals("67108864", container.control("", "memory.max"));
    assertEquals("50000 100000", container.control("", "cpu.max"));
    assertEquals("0", container.control("", "cpuset.cpus"));
    assertEquals("20", container.control("", "pids.max"));
    assertEquals("67108864", property(unit(container), "MemoryMax"));
    assertEquals("500ms", property(unit(container), "CPUQuotaPerSecUSec"));
    assertEquals("20", property(unit(container), "TasksMax"));
    assertEquals("yes", property(unit(container), "Delegate"));
    // nothing but the container is in it
    assertEquals(
        List.of(Integer.toString(container.container().pid())),
        HostSnapshot.lines(
            LimitedRuns.unifiedDirectory(container.cgroup()).resolve("cgroup.procs")));
    assertEquals("0::/", ask(container, "cat /proc/self/cgroup"));
  }

  @Test
  void endsByAStopOfItsScopeAndTheExitIsReported() throws Exception {
    Limited container =
        runs.startInScope(SLICE, "", "trap 'exit 7' TERM; echo ready; while :; do sleep 1; done");
    assertEquals("ready", container.readLine());
    Tool.run("systemctl", "stop", unit(container));
    assertEquals(7, container.end().code());
    Limited killed = start("");
    Tool.run("systemctl", "kill", "-s", "KILL", unit(killed));
    ContainerExit exit = killed.end();
    assertEquals(137, exit.code());
    assertFalse(exit.oomKilled());
  }

  @Test
  void losesNothingWhenTheConfigurationIsReloaded() throws Exception {
    Limited container =
        runs.startInScopeWithDevice(
            SLICE,
            "path: '/dev/nothing', type: c, major: 1, minor: 2",
            "memory: {limit: 67108864}, cpu: {quota: 50000, period: 100000, burst: 20000},"
                + " pids: {limit: 20}, devices: [{allow: false, access: rwm}]",
            ANSWERS);
    assertEquals("ready", container.readLine());
    Path directory = LimitedRuns.unifiedDirectory(container.cgroup());
    List<String> files = List.of("memory.max", "cpu.max", "cpu.max.burst", "pids.max");
    List<String> before = contents(directory, files);
    String zero = "head -c 3 /dev/zero | wc -c";
    // if it were allowed: no such device
    String nothing = "head -c 1 /dev/nothing";
    for (int i = 0; i < 2; i++) {
      assertEquals("3", ask(container, zero), "allowed, reload " + i);
      assertTrue(
          ask(container, nothing).endsWith("Operation not permitted"), "denied, reload " + i);
      Tool.run("systemctl", "daemon-reload");
      // makes systemd write what it thinks of all units
      Tool.run("systemctl", "set-property", "--runtime", unit(container), "CPUWeight=55");
      assertEquals(before, contents(directory, files));
    }
    assertEquals("55", container.control("", "cpu.weight"));
  }

  private static List<String> contents(Path directory, List<String> files) {
    return files.stream().flatMap(f -> HostSnapshot.lines(directory.resolve(f)).stream()).toList();
  }

  @Test
  void keepsWhatItIsGivenWhileItRuns() throws Exception {
    Limited container = start("memory: {limit: 67108864}");
    var more = LimitedRuns.resources("memory: {limit: 134217728}, pids: {limit: 30}");
    new Scopes(HostProbe.host()).update(container.cgroup().path(), more);
    container.cgroup().apply(more);
    Tool.run("systemctl", "daemon-reload");
    Tool.run("systemctl", "set-property", "--runtime", unit(container), "CPUWeight=55");
    assertEquals("134217728", container.control("", "memory.max"));
    assertEquals("30", container.control("", "pids.max"));
  }

  /** The scope is gone with its last process, and memory.events with it. */
  @Test
  void tellsThatTheKernelKilledForWantOfMemoryThoughTheScopeIsGone() throws Exception {
    for (int i = 0; i < 5; i++) {
      Limited container =
          runs.startInScope(
              SLICE,
              "memory: {limit: 33554432, swap: 33554432}",
              "exec dd if=/dev/zero of=/dev/null bs=64M count=1");
      ContainerExit exit = container.end();
      assertEquals(137, exit.code());
      assertTrue(exit.oomKilled(), "round " + i);
    }
  }

  @Test
  void leavesNothingWhenAStartFails() {
    for (String resources : List.of("", "unified: {'memory.nonsense': '1'}")) {
      assertThrows(
          DavitException.class,
          () -> runs.startInScope(SLICE, resources, resources.isEmpty() ? "\0" : "exit 0"),
          resources);
    }
    DavitException refused =
        assertThrows(DavitException.class, () -> runs.startInScope("a--b.slice", "", "exit 0"));
    assertTrue(refused.getMessage().contains("a--b.slice"), refused.getMessage());
    assertEquals(List.of(), units());
  }

  @Test
  void startsTwentyAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 20; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  assertEquals(
                      3, runs.startInScope(SLICE, "pids: {limit: 9}", "exit 3").end().code());
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void isAskedForByTheCommandAndRemovedByIt() {
    DavitCommand davit = SharedImages.busybox();
    Tool.Result run =
        davit.run(
            "run",
            "--rm",
            "--cgroup-manager",
            "systemd",
            "--memory",
            "64m",
            SharedImages.BUSYBOX,
            "sh",
            "-c",
            "cat /sys/fs/cgroup/memory.max; cat /proc/self/cgroup");
    assertEquals("67108864\n0::/\n", run.out());
    Tool.Result wrong =
        davit.attempt(
            "run",
            "--rm",
            "--cgroup-manager",
            "systemd",
            "--cgroup-parent",
            "/x",
            SharedImages.BUSYBOX,
            "true");
    assertEquals(125, wrong.exit());
    assertTrue(wrong.err().contains("/x: not a slice, such as machine.slice"), wrong.err());
  }

  /** Its service has Delegate=yes and KillMode=process, as that of every container runtime. */
  @Test
  void survivesARestartOfTheServiceThatStartedIt() throws Exception {
    DavitCommand davit = SharedImages.busybox();
    Path first = Workspace.directory("service").resolve("first");
    List<String> line =
        davit.line(
            "run",
            "--keep",
            "--name",
            "survivor",
            "--cgroup-manager",
            "systemd",
            SharedImages.BUSYBOX,
            "sh",
            "-c",
            "trap 'exit 9' USR1; while :; do sleep 1; done");
    List<String> service =
        new ArrayList<>(
            List.of(
                "systemd-run",
                "--unit",
                "davit-restarted",
                // the machine has not set up what a whole system has, and need not now
                "-p",
                "DefaultDependencies=no",
                "-p",
                "Delegate=yes",
                "-p",
                "KillMode=process",
                "-p",
                "KillSignal=SIGKILL",
                "sh",
                "-c",
                "[ -e \"$0\" ] && exec sleep 1000; touch \"$0\"; exec \"$@\"",
                first.toString()));
    service.addAll(line);
    Tool.attempt(service, java.util.Map.of(), null, Tool.DEADLINE).expect(0);
    try (Davit runtime = Davit.at(davit.root(), davit.state())) {
      int pid = await(runtime);
      Tool.run("systemctl", "restart", "davit-restarted.service");
      assertEquals(
          "sleep", Inside.commOf(Long.parseLong(property("davit-restarted.service", "MainPID"))));
      assertTrue(Files.exists(Path.of("/proc/" + pid)), "the container was stopped");
      runtime.kill("survivor", dev.davit.linux.Signal.USR1);
      assertEquals(9, runtime.awaitExit("survivor", DEADLINE).orElseThrow().code());
      runtime.remove("survivor", false);
    } finally {
      Tool.run("systemctl", "stop", "davit-restarted.service");
    }
  }

  private static int await(Davit runtime) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (System.nanoTime() < end) {
      for (ContainerInfo one : runtime.containers()) {
        if (one.name().orElse("").equals("survivor")
            && one.status() instanceof ContainerInfo.Status.Running running) {
          // until its shell has set its trap
          Inside.pause(500L * Tool.SCALE);
          return running.pid();
        }
      }
      Inside.pause(100);
    }
    throw new AssertionError("the service started no container");
  }
}
