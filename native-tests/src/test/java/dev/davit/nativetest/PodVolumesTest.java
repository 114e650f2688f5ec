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
import dev.davit.engine.pod.ExecOutput;
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
import java.nio.charset.StandardCharsets;
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

  private String start(PodStatus pod, ContainerConfig config) {
    String id = pods.createContainer(pod.id(), config);
    pods.startContainer(id);
    return id;
  }

  private static ContainerConfig sleeper(String name) {
    return ContainerConfig.of(name, SharedImages.BUSYBOX).withCommand("sleep", "1000");
  }

  private static ContainerConfig secured(String name, ContainerSecurity security) {
    ContainerConfig config = sleeper(name);
    return config.withLinux(config.linux().withSecurity(security));
  }

  private String shell(String container, String script) {
    ExecOutput output = pods.execSync(container, List.of("sh", "-c", script), DEADLINE, 1 << 20);
    return new String(output.stdout(), StandardCharsets.UTF_8)
        + new String(output.stderr(), StandardCharsets.UTF_8);
  }

  @Test
  void bindsTmpfsAndImagesAreMountedAsAsked() throws Exception {
    Path shared = Files.createDirectories(directory.resolve("shared"));
    Files.writeString(shared.resolve("file"), "from the host");
    PodStatus pod = pods.run(PodConfig.of("volumes"));
    String id =
        start(
            pod,
            sleeper("app")
                .withMounts(
                    List.of(
                        PodMount.bind(shared.toString(), "/data"),
                        PodMount.bind(shared.toString(), "/frozen")
                            .withReadonly(true)
                            .withRecursiveReadOnly(true),
                        PodMount.tmpfs("/scratch"),
                        PodMount.image(SharedImages.BUSYBOX, "/image"),
                        PodMount.image(SharedImages.BUSYBOX, "/part").withImageSubPath("bin"))));
    assertEquals("from the host", shell(id, "cat /data/file; echo written > /data/new"));
    assertEquals("written\n", Files.readString(shared.resolve("new")));
    assertTrue(shell(id, "touch /frozen/x 2>&1").contains("Read-only"));
    assertTrue(shell(id, "touch /image/x 2>&1").contains("Read-only"));
    assertEquals("tmpfs\n", shell(id, "stat -f -c %T /scratch"));
    assertEquals(
        "yes\nyes\n", shell(id, "test -d /image/bin && echo yes; test -e /part/sh && echo yes"));
    PodException missing =
        assertThrows(
            PodException.class,
            () ->
                pods.createContainer(
                    pod.id(),
                    sleeper("bad").withMounts(List.of(PodMount.bind("/no/such/path", "/x")))));
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
        start(
            pod,
            sleeper("app")
                .withDevices(List.of(new PodDevice("/dev/mine", "/dev/null", "rw")))
                .withCdiDevices(List.of("example.com/thing=one")));
    assertEquals(
        "1\n4\n", shell(id, "echo x > /dev/mine && echo $THING; head -c 4 /dev/thing | wc -c"));
    String privileged = start(pod, secured("root", ContainerSecurity.of().withPrivileged(true)));
    assertEquals("0\n", shell(privileged, "grep Seccomp: /proc/self/status | grep -o '[0-9]'"));
    assertTrue(
        shell(privileged, "mount -t tmpfs tmpfs /mnt 2>&1 && echo mounted").contains("mounted")
            || shell(privileged, "mkdir -p /mnt && mount -t tmpfs tmpfs /mnt && echo mounted")
                .contains("mounted"));
    PodStatus plain = pods.run(PodConfig.of("plain"));
    assertThrows(
        PodException.class,
        () ->
            pods.createContainer(
                plain.id(), secured("x", ContainerSecurity.of().withPrivileged(true))));
  }

  @Test
  void capabilitiesProfilesAndTargetsHold() throws Exception {
    PodStatus pod = pods.run(PodConfig.of("rights"));
    String plain = start(pod, sleeper("plain"));
    assertTrue(shell(plain, "mkdir -p /t && chown 5:5 /t && echo ok").contains("ok"));
    ContainerSecurity dropped =
        ContainerSecurity.of()
            .withCapabilities(ContainerCapabilities.of().withDrop(List.of("ALL")))
            .withSeccomp(SecurityProfile.UNCONFINED);
    String bare = start(pod, secured("bare", dropped));
    assertEquals(
        "CapEff:\t0000000000000000\nSeccomp:\t0\n",
        shell(bare, "grep -E 'CapEff|Seccomp:' /proc/self/status"));
    ContainerSecurity ambient =
        ContainerSecurity.of()
            .withRunAsUser(1000)
            .withCapabilities(
                ContainerCapabilities.of().withAddAmbient(List.of("NET_BIND_SERVICE")));
    String kept = start(pod, secured("ambient", ambient));
    assertEquals("CapAmb:\t0000000000000400\n", shell(kept, "grep CapAmb /proc/self/status"));
    ContainerSecurity debug =
        ContainerSecurity.of()
            .withNamespaceOptions(
                NamespaceOptions.of().withPid(NamespaceMode.TARGET).withTargetId(plain));
    String debugger = start(pod, secured("debug", debug));
    assertTrue(shell(debugger, "ps -o comm,args").contains("sleep"));
    assertEquals("sleep\n", shell(debugger, "cat /proc/1/comm"));
  }

  @Test
  void memoryOfTheContainerIsLimitedAndTheReasonIsOomKilled() throws Exception {
    PodStatus pod = pods.run(PodConfig.of("limits"));
    ContainerConfig config =
        ContainerConfig.of("hog", SharedImages.BUSYBOX)
            .withCommand("sh", "-c", "a=x; while :; do a=$a$a; done");
    LinuxResources limit = LinuxResources.of().withMemoryLimitBytes(20L << 20);
    String id = start(pod, config.withLinux(config.linux().withResources(limit)));
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
