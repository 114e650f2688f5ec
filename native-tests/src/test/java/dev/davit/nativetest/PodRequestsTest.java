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
import dev.davit.engine.pod.ExecOutput;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.NamespaceMode;
import dev.davit.engine.pod.NamespaceOptions;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodLinux;
import dev.davit.engine.pod.PodMount;
import dev.davit.engine.pod.PodSecurity;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.Propagation;
import dev.davit.engine.pod.SecurityProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pod asks of mounts, limits, namespaces and profiles, each by its effect. */
@Needs({ROOT, OVERLAY, BUSYBOX})
@OnOneJava
class PodRequestsTest {

  private static final long MIB = 1 << 20;

  private final Path directory = Workspace.directory("requests");
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
    Workspace.delete(directory);
  }

  /** What it says, without its errors. */
  private String shell(String container, String script) {
    return new String(roots.run(container, script).stdout(), StandardCharsets.UTF_8);
  }

  private PodStatus pod(String name, PodSecurity security) {
    return pods.run(PodConfig.of(name).withLinux(PodLinux.of().withSecurity(security)));
  }

  @Test
  void mountsArePropagatedAsAskedAndFrozenToTheirDepth() throws Exception {
    String shared = Files.createDirectories(directory.resolve("shared")).toString();
    Tool.shell("mount -t tmpfs shared $1; mount --make-shared $1; mkdir $1/later $1/below", shared);
    try {
      Tool.shell("mount -t tmpfs below $1/below", shared);
      PodStatus pod = pod("mounts", PodSecurity.of().withPrivileged(true));
      ContainerConfig both = PodRoots.sleeper("app", ContainerSecurity.of().withPrivileged(true));
      PodMount bind = PodMount.bind(shared, "/private");
      String id =
          roots.start(
              pod,
              both.withMounts(
                  List.of(
                      bind,
                      bind.withContainerPath("/slave")
                          .withPropagation(Propagation.HOST_TO_CONTAINER),
                      bind.withContainerPath("/both").withPropagation(Propagation.BIDIRECTIONAL),
                      bind.withContainerPath("/flat").withReadonly(true),
                      bind.withContainerPath("/deep")
                          .withReadonly(true)
                          .withRecursiveReadOnly(true))));
      Tool.shell("mount -t tmpfs later $1/later; touch $1/later/file", shared);
      assertEquals(
          "/both/later/file\n/slave/later/file\n",
          shell(id, "ls -d /private/later/file /slave/later/file /both/later/file"));
      assertEquals(
          0, roots.run(id, "mkdir /both/made && mount -t tmpfs made /both/made").exitCode());
      assertTrue(Files.readString(Path.of("/proc/self/mounts")).contains(shared + "/made "));
      assertEquals(0, roots.run(id, "touch /flat/below/file").exitCode());
      assertNotEquals(0, roots.run(id, "touch /flat/file").exitCode());
      assertNotEquals(0, roots.run(id, "touch /deep/below/other").exitCode());
      pods.remove(pod.id());
    } finally {
      Tool.shell("umount -R $1", shared);
    }
  }

  @Test
  void theLimitOfAPodHoldsForItsContainersTogetherAndIsChangedLater() {
    LinuxResources small = LinuxResources.of().withMemoryLimitBytes(24 * MIB);
    PodStatus pod =
        pods.run(
            PodConfig.of("limited")
                .withLinux(
                    PodLinux.of()
                        .withResources(small)
                        .withOverhead(LinuxResources.of().withMemoryLimitBytes(8 * MIB))));
    String id = roots.start(pod, PodRoots.sleeper("app"));
    String fill = "dd if=/dev/zero of=/dev/shm/file bs=1M count=40 2>/dev/null";
    assertEquals(137, roots.run(id, fill).exitCode());
    roots.run(id, "rm -f /dev/shm/file");
    pods.update(pod.id(), LinuxResources.of(), LinuxResources.of().withMemoryLimitBytes(100 * MIB));
    String second = roots.start(pod, PodRoots.sleeper("second"));
    assertEquals(0, roots.run(second, fill).exitCode());
  }

  @Test
  void whatHadNoLimitAtItsStartIsLimitedLater() {
    PodStatus pod = pods.run(PodConfig.of("unlimited"));
    String id = roots.start(pod, PodRoots.sleeper("app"));
    String fill = "dd if=/dev/zero of=/dev/shm/file bs=1M count=40 2>/dev/null";
    assertEquals(0, roots.run(id, fill + " && rm /dev/shm/file").exitCode());
    LinuxResources limits =
        LinuxResources.of()
            .withMemoryLimitBytes(24 * MIB)
            .withCpusetCpus("0")
            .withCpuQuotaMicros(20_000)
            .withCpuPeriodMicros(100_000);
    pods.updateContainer(id, limits, Map.of());
    assertEquals(137, roots.run(id, fill).exitCode());
    roots.run(id, "rm -f /dev/shm/file");
    assertEquals("Cpus_allowed_list:\t0\n", shell(id, "grep Cpus_allowed_list /proc/self/status"));
    long begin = System.nanoTime();
    long before = processorNanos(id);
    roots.run(id, "timeout 2 sh -c 'while :; do :; done'");
    long used = processorNanos(id) - before;
    long passed = System.nanoTime() - begin;
    assertTrue(used < passed / 2, () -> used + " ns of processor time in " + passed + " ns");
    pods.update(pod.id(), LinuxResources.of(), LinuxResources.of().withMemoryLimitBytes(16 * MIB));
    String second = roots.start(pod, PodRoots.sleeper("second"));
    assertEquals(137, roots.run(second, fill).exitCode());
  }

  private long processorNanos(String container) {
    return pods.containerStats(container).cpu().orElseThrow().usageCoreNanos();
  }

  @Test
  void aPodOnTheNetworkOfTheHostIsTheHostThere() throws Exception {
    NamespaceOptions options =
        NamespaceOptions.of().withNetwork(NamespaceMode.NODE).withIpc(NamespaceMode.NODE);
    PodStatus pod = pod("node", PodSecurity.of().withNamespaceOptions(options));
    String id =
        roots.start(
            pod, PodRoots.sleeper("app", ContainerSecurity.of().withNamespaceOptions(options)));
    for (String namespace : List.of("net", "ipc", "uts")) {
      String own = Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)).toString();
      assertEquals(own + "\n", shell(id, "readlink /proc/self/ns/" + namespace));
    }
    assertEquals(Files.readString(Path.of("/etc/hosts")), shell(id, "cat /etc/hosts"));
    assertEquals(List.of(), pods.status(pod.id()).addresses());
  }

  @Test
  void aProfileOfTheNodeRefusesWhatItSays() throws Exception {
    Path profile = directory.resolve("profile.json");
    Files.writeString(
        profile,
        """
        {"defaultAction": "SCMP_ACT_ALLOW",
         "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 95}]}
        """);
    PodStatus pod = pods.run(PodConfig.of("profile"));
    String id =
        roots.start(
            pod,
            PodRoots.sleeper(
                "app",
                ContainerSecurity.of().withSeccomp(SecurityProfile.localhost(profile.toString()))));
    ExecOutput refused = roots.run(id, "mkdir /x");
    assertNotEquals(0, refused.exitCode());
    assertTrue(
        new String(refused.stderr(), StandardCharsets.UTF_8).contains("not supported"),
        () -> new String(refused.stderr(), StandardCharsets.UTF_8));
    assertEquals(0, roots.run(id, "touch /y").exitCode());
  }

  @Test
  void sharedMemoryOfSystemVIsThePods() {
    PodStatus pod = pods.run(PodConfig.of("ipc"));
    PodStatus other = pods.run(PodConfig.of("other"));
    String made =
        Tool.run(
                "nsenter",
                "--ipc=/proc/" + pod.pid().orElseThrow() + "/ns/ipc",
                "ipcmk",
                "-M",
                "4242")
            .line();
    assertTrue(made.contains("id:"), made);
    for (String name : List.of("one", "two")) {
      assertTrue(
          shell(roots.start(pod, PodRoots.sleeper(name)), "cat /proc/sysvipc/shm")
              .contains(" 4242 "));
    }
    assertFalse(
        shell(roots.start(other, PodRoots.sleeper("c")), "cat /proc/sysvipc/shm")
            .contains(" 4242 "));
  }
}
