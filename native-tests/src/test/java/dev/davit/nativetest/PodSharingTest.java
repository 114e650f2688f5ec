package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerSecurity;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.NamespaceMode;
import dev.davit.engine.pod.NamespaceOptions;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodException;
import dev.davit.engine.pod.PodLinux;
import dev.davit.engine.pod.PodMetadata;
import dev.davit.engine.pod.PodSecurity;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the containers of a pod share and what not, and what the pause process does. */
@Needs({ROOT, OVERLAY, BUSYBOX})
class PodSharingTest {

  private static final Duration DEADLINE = Duration.ofSeconds(120);

  /** How many orphans the pause process has to reap; 10000 were seen to be. */
  private static final int ORPHANS = Integer.getInteger("davit.pod.orphans", 1000);

  private PodRoots roots;
  private Pods pods;

  @BeforeEach
  void open() {
    roots = PodRoots.fresh();
    pods = roots.pods();
  }

  @AfterEach
  void close() {
    roots.close();
  }

  private String sleeper(PodStatus pod, String name, ContainerSecurity security) {
    return roots.start(pod, PodRoots.sleeper(name, security));
  }

  private static String namespace(ContainerStatus container, String name) {
    return HostSnapshot.link(Path.of("/proc/" + container.pid().orElseThrow() + "/ns/" + name));
  }

  @Test
  void threeContainersShareNetworkHostnameIpcAndMemoryButNotPids() {
    PodStatus pod = pods.run(PodConfig.of("three"));
    List<String> ids =
        List.of("a", "b", "c").stream()
            .map(name -> sleeper(pod, name, ContainerSecurity.of()))
            .toList();
    List<ContainerStatus> all = ids.stream().map(pods::containerStatus).toList();
    for (String shared : List.of("net", "ipc", "uts")) {
      assertEquals(1, all.stream().map(c -> namespace(c, shared)).distinct().count(), shared);
    }
    for (String own : List.of("pid", "mnt", "cgroup")) {
      assertEquals(3, all.stream().map(c -> namespace(c, own)).distinct().count(), own);
    }
    roots.shell(
        ids.get(0), "echo shared > /dev/shm/file; mkdir -p /dev/mqueue && touch /dev/mqueue/queue");
    assertEquals("shared\n", roots.shell(ids.get(1), "cat /dev/shm/file"));
    assertEquals("queue\n", roots.shell(ids.get(2), "ls /dev/mqueue"));
    assertEquals("three\nthree\n", roots.shell(ids.get(2), "hostname; cat /etc/hostname"));
    assertEquals("1\n", roots.shell(ids.get(1), "ps -o comm,pid | grep -c sleep"));
  }

  @Test
  void pidsAreSharedOnlyWhenAskedAndPauseIsTheFirstOfThemAndReaps() throws Exception {
    NamespaceOptions shared = NamespaceOptions.of().withPid(NamespaceMode.POD);
    PodStatus pod =
        pods.run(
            PodConfig.of("pids")
                .withLinux(
                    PodLinux.of().withSecurity(PodSecurity.of().withNamespaceOptions(shared))));
    ContainerSecurity security = ContainerSecurity.of().withNamespaceOptions(shared);
    String one = sleeper(pod, "one", security);
    String two = sleeper(pod, "two", security);
    assertEquals("2\n", roots.shell(two, "ps -o comm | grep -c sleep"));
    assertEquals("pause\n", roots.shell(two, "cat /proc/1/comm"));
    assertTrue(
        roots.shell(two, "ls /proc/1/root/ 2>&1").matches("(?s).*(denied|Permission).*|"),
        "pause shows its root");
    roots.shell(one, "i=0; while [ $i -lt " + ORPHANS + " ]; do (true & true) ; i=$((i+1)); done");
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (roots
            .shell(two, "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l")
            .strip()
            .equals("0")
        == false) {
      assertTrue(System.nanoTime() < deadline, "zombies are left");
      Thread.sleep(200);
    }
    System.out.println("pause process: " + resident(pod.pid().orElseThrow()) + " KiB resident");
  }

  private static String resident(int pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .map(l -> l.replaceAll("[^0-9]", ""))
        .findFirst()
        .orElse("?");
  }

  @Test
  void aRetriedRunJoinsAndADeadPauseMakesThePodNotReady() throws Exception {
    PodConfig config = PodConfig.of("again");
    PodStatus pod = pods.run(config);
    assertEquals(pod.id(), pods.run(config).id());
    assertNotEquals(
        pod.id(), pods.run(config.withMetadata(PodMetadata.of("again").withAttempt(1))).id());
    String id = sleeper(pod, "app", ContainerSecurity.of());
    assertEquals(
        id,
        pods.createContainer(
            pod.id(),
            ContainerConfig.of("app", SharedImages.BUSYBOX).withCommand("sleep", "1000")));
    dev.davit.linux.process.Processes.kill(pod.pid().orElseThrow(), dev.davit.linux.Signal.KILL);
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (pods.status(pod.id()).state() == PodState.READY) {
      assertTrue(System.nanoTime() < deadline);
      Thread.sleep(20);
    }
    pods.stop(pod.id());
    assertEquals(137, pods.containerStatus(id).exitCode());
  }

  @Test
  void sysctlsOfTheOwnNamespacesAreSetAndOthersRefused() {
    PodLinux linux =
        PodLinux.of()
            .withSysctls(
                Map.of("net.ipv4.ip_unprivileged_port_start", "79", "kernel.shm_rmid_forced", "1"));
    PodStatus pod = pods.run(PodConfig.of("sysctls").withLinux(linux));
    String id = sleeper(pod, "app", ContainerSecurity.of());
    assertEquals(
        "79\n1\n",
        roots.shell(
            id,
            "cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/shm_rmid_forced"));
    PodException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            PodException.class,
            () ->
                pods.run(
                    PodConfig.of("bad")
                        .withLinux(PodLinux.of().withSysctls(Map.of("vm.swappiness", "1")))));
    assertEquals(PodException.Reason.INVALID, refused.reason());
  }

  @Test
  void securityContextsMakeTheUserTheGroupsAndTheRights() throws IOException {
    PodStatus pod = pods.run(PodConfig.of("secure"));
    ContainerSecurity security =
        ContainerSecurity.of()
            .withRunAsUser(1234)
            .withRunAsGroup(2345)
            .withSupplementalGroups(List.of(3456L))
            .withReadonlyRootfs(true)
            .withNoNewPrivileges(true);
    String id = sleeper(pod, "app", security);
    String seen =
        roots.shell(
            id,
            "id -u; id -g; id -G; touch /file 2>&1; grep -E 'NoNewPrivs|Seccomp:' /proc/self/status");
    assertTrue(seen.startsWith("1234\n2345\n2345 3456\n"), seen);
    assertTrue(seen.contains("Read-only file system"), seen);
    assertTrue(seen.contains("NoNewPrivs:\t1") && seen.contains("Seccomp:\t2"), seen);
    assertEquals(1234, pods.containerStatus(id).user().uid());
    assertNotEquals(1234, Files.getAttribute(Path.of("/dev/null"), "unix:uid"));
    assertFalse(
        roots.shell(id, "ls /proc/kcore; head -c 1 /proc/kcore 2>&1 | wc -c").contains("\n1\n"));
  }
}
