package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerCapabilities;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerSecurity;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.NamespaceMode;
import dev.davit.engine.pod.NamespaceOptions;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodDevice;
import dev.davit.engine.pod.PodException;
import dev.davit.engine.pod.PodLinux;
import dev.davit.engine.pod.PodMount;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSecurity;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.SecurityProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Volumes, devices, rights and limits of the containers of pods. */
@Needs({ROOT, OVERLAY, BUSYBOX})
class PodVolumesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final Path directory = Workspace.directory("volumes");
  private PodRoots roots;
  private Pods pods;

  @BeforeEach
  void open() {
    roots =
        PodRoots.with(
            PodSettings.defaults()
                .withNetwork(new PodNetwork.None())
                .withCdiDirectories(List.of(directory.resolve("cdi"))));
    pods = roots.pods();
  }

  @AfterEach
  void close() {
    roots.close();
    Workspace.delete(directory);
  }

  @Test
  void bindsTmpfsAndImagesAreMountedAsAsked() throws Exception {
    Path shared = Files.createDirectories(directory.resolve("shared"));
    Files.writeString(shared.resolve("file"), "from the host");
    PodStatus pod = pods.run(PodConfig.of("volumes"));
    String id =
        roots.start(
            pod,
            PodRoots.sleeper("app")
                .withMounts(
                    List.of(
                        PodMount.bind(shared.toString(), "/data"),
                        PodMount.bind(shared.toString(), "/frozen")
                            .withReadonly(true)
                            .withRecursiveReadOnly(true),
                        PodMount.tmpfs("/scratch"),
                        PodMount.image(SharedImages.BUSYBOX, "/image"),
                        PodMount.image(SharedImages.BUSYBOX, "/part").withImageSubPath("bin"))));
    assertEquals("from the host", roots.shell(id, "cat /data/file; echo written > /data/new"));
    assertEquals("written\n", Files.readString(shared.resolve("new")));
    assertTrue(roots.shell(id, "touch /frozen/x 2>&1").contains("Read-only"));
    assertTrue(roots.shell(id, "touch /image/x 2>&1").contains("Read-only"));
    assertEquals("tmpfs\n", roots.shell(id, "stat -f -c %T /scratch"));
    assertEquals(
        "yes\nyes\n",
        roots.shell(id, "test -d /image/bin && echo yes; test -e /part/sh && echo yes"));
    PodException missing =
        assertThrows(
            PodException.class,
            () ->
                pods.createContainer(
                    pod.id(),
                    PodRoots.sleeper("bad")
                        .withMounts(List.of(PodMount.bind("/no/such/path", "/x")))));
    assertEquals(PodException.Reason.INVALID, missing.reason());
  }

  @Test
  void devicesCdiAndPrivilegedContainersReachWhatTheyMay() throws Exception {
    Files.createDirectories(directory.resolve("cdi"));
    Files.writeString(
        directory.resolve("cdi/vendor.json"),
        """
        {"cdiVersion": "0.6.0", "kind": "example.com/thing", "devices": [{"name": "one",
         "containerEdits": {"env": ["THING=1"],
           "deviceNodes": [{"path": "/dev/thing", "hostPath": "/dev/zero"}]}}]}
        """);
    PodSecurity trusted = PodSecurity.of().withPrivileged(true);
    PodStatus pod =
        pods.run(PodConfig.of("devices").withLinux(PodLinux.of().withSecurity(trusted)));
    String id =
        roots.start(
            pod,
            PodRoots.sleeper("app")
                .withDevices(List.of(new PodDevice("/dev/mine", "/dev/null", "rw")))
                .withCdiDevices(List.of("example.com/thing=one")));
    assertEquals(
        "1\n4\n",
        roots.shell(id, "echo x > /dev/mine && echo $THING; head -c 4 /dev/thing | wc -c"));
    String privileged =
        roots.start(pod, PodRoots.sleeper("root", ContainerSecurity.of().withPrivileged(true)));
    assertEquals(
        "0\n", roots.shell(privileged, "grep Seccomp: /proc/self/status | grep -o '[0-9]'"));
    assertTrue(
        roots
                .shell(privileged, "mount -t tmpfs tmpfs /mnt 2>&1 && echo mounted")
                .contains("mounted")
            || roots
                .shell(privileged, "mkdir -p /mnt && mount -t tmpfs tmpfs /mnt && echo mounted")
                .contains("mounted"));
    PodStatus plain = pods.run(PodConfig.of("plain"));
    assertThrows(
        PodException.class,
        () ->
            pods.createContainer(
                plain.id(), PodRoots.sleeper("x", ContainerSecurity.of().withPrivileged(true))));
  }

  @Test
  void capabilitiesProfilesAndTargetsHold() throws Exception {
    PodStatus pod = pods.run(PodConfig.of("rights"));
    String plain = roots.start(pod, PodRoots.sleeper("plain"));
    assertTrue(roots.shell(plain, "mkdir -p /t && chown 5:5 /t && echo ok").contains("ok"));
    ContainerSecurity dropped =
        ContainerSecurity.of()
            .withCapabilities(ContainerCapabilities.of().withDrop(List.of("ALL")))
            .withSeccomp(SecurityProfile.UNCONFINED);
    String bare = roots.start(pod, PodRoots.sleeper("bare", dropped));
    assertEquals(
        "CapEff:\t0000000000000000\nSeccomp:\t0\n",
        roots.shell(bare, "grep -E 'CapEff|Seccomp:' /proc/self/status"));
    ContainerSecurity ambient =
        ContainerSecurity.of()
            .withRunAsUser(1000)
            .withCapabilities(
                ContainerCapabilities.of().withAddAmbient(List.of("NET_BIND_SERVICE")));
    String kept = roots.start(pod, PodRoots.sleeper("ambient", ambient));
    assertEquals("CapAmb:\t0000000000000400\n", roots.shell(kept, "grep CapAmb /proc/self/status"));
    ContainerSecurity debug =
        ContainerSecurity.of()
            .withNamespaceOptions(
                NamespaceOptions.of().withPid(NamespaceMode.TARGET).withTargetId(plain));
    String debugger = roots.start(pod, PodRoots.sleeper("debug", debug));
    assertTrue(roots.shell(debugger, "ps -o comm,args").contains("sleep"));
    assertEquals("sleep\n", roots.shell(debugger, "cat /proc/1/comm"));
  }

  @Test
  void memoryOfTheContainerIsLimitedAndTheReasonIsOomKilled() throws Exception {
    PodStatus pod = pods.run(PodConfig.of("limits"));
    ContainerConfig config =
        ContainerConfig.of("hog", SharedImages.BUSYBOX)
            .withCommand("sh", "-c", "a=x; while :; do a=$a$a; done");
    LinuxResources limit = LinuxResources.of().withMemoryLimitBytes(20L << 20);
    String id = roots.start(pod, config.withLinux(config.linux().withResources(limit)));
    ContainerStatus ended = pods.awaitExit(id, DEADLINE);
    assertEquals("OOMKilled", ended.reason(), ended.toString());
    assertEquals(137, ended.exitCode());
  }

  @Test
  void aPodsLabelsAndFiltersFindIt() {
    PodStatus pod = pods.run(PodConfig.of("labelled").withLabels(Map.of("tier", "web")));
    assertEquals(
        List.of(pod),
        pods.list(dev.davit.engine.pod.PodFilter.of().withLabels(Map.of("tier", "web"))));
  }
}
