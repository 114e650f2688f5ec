package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodLinux;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods as slices and containers as scopes of systemd, as a kubelet with that driver asks for. */
@Needs({Need.ROOT, Need.SYSTEMD, Need.BUSYBOX})
class PodSliceSuite {
  private static final String PARENT = "kubepods-burstable-pod1_2.slice";
  private static final long MIB = 1 << 20;

  private static String property(String unit, String name) {
    return Tool.run("systemctl", "show", "--value", "-p", name, unit).line();
  }

  private static List<String> units() {
    return Tool.run("systemctl", "list-units", "--all", "--plain", "--no-legend", "*davit-*.scope")
        .lines();
  }

  private static String cgroupOf(int pid) {
    return HostSnapshot.lines(Path.of("/proc/" + pid + "/cgroup")).get(0).substring("0::".length());
  }

  @Test
  void aPodIsASliceInThatOfItsParentAndEachContainerAScopeInIt() throws Exception {
    PodSettings settings = PodSettings.defaults().withNetwork(new PodNetwork.None());
    try (PodRoots roots = PodRoots.below("davit.slice", settings)) {
      Pods pods = roots.pods();
      PodStatus pod =
          pods.run(
              PodConfig.of("sliced")
                  .withLinux(
                      PodLinux.of()
                          .withCgroupParent(PARENT)
                          .withResources(LinuxResources.of().withMemoryLimitBytes(100 * MIB))));
      String slice = "kubepods-burstable-pod1_2-" + pod.id() + ".slice";
      String place = "/kubepods.slice/kubepods-burstable.slice/" + PARENT + "/" + slice;
      assertEquals(place, pod.cgroup().orElseThrow());
      assertEquals(place + "/davit-" + pod.id() + ".scope", cgroupOf(pod.pid().orElseThrow()));
      assertEquals(Long.toString(100 * MIB), property(slice, "MemoryMax"));

      String id =
          pods.createContainer(
              pod.id(),
              ContainerConfig.of("app", SharedImages.BUSYBOX).withCommand("sleep", "1000"));
      pods.startContainer(id);
      String scope = "davit-" + id + ".scope";
      assertEquals(place + "/" + scope, cgroupOf(pods.containerStatus(id).pid().orElseThrow()));
      pods.updateContainer(id, LinuxResources.of().withMemoryLimitBytes(32 * MIB), Map.of());
      assertEquals(Long.toString(32 * MIB), property(scope, "MemoryMax"));
      pods.update(
          pod.id(), LinuxResources.of(), LinuxResources.of().withMemoryLimitBytes(64 * MIB));
      Tool.run("systemctl", "daemon-reload");
      assertEquals(
          Long.toString(64 * MIB) + "\n",
          Tool.run("cat", "/sys/fs/cgroup" + place + "/memory.max").out());
      assertEquals("67108864", property(slice, "MemoryMax"));
      assertEquals(1, pods.stats(pod.id()).containers().size());
      assertTrue(pods.stats(pod.id()).processes() >= 2);
      assertEquals(
          "0::/\n",
          new String(
              pods.execSync(id, List.of("cat", "/proc/self/cgroup"), Tool.DEADLINE, 1 << 16)
                  .stdout(),
              StandardCharsets.UTF_8));

      PodStatus other = pods.run(PodConfig.of("default"));
      assertTrue(other.cgroup().orElseThrow().startsWith("/davit.slice/davit-"), other::toString);
      pods.stop(pod.id());
      assertEquals(List.of("inactive"), List.of(property(slice, "ActiveState")));
      pods.remove(pod.id());
      pods.remove(other.id());
      assertEquals(List.of(), units(), "units that nobody stopped");
    }
  }
}
