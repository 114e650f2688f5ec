package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.IP;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Many pods at once and one after another. {@code -Ddavit.pod.count=200} and {@code
 * -Ddavit.pod.cycles=1000} make it a soak.
 */
@Needs({ROOT, OVERLAY, BUSYBOX, IP})
class PodChurnTest {

  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final int COUNT = Integer.getInteger("davit.pod.count", 20);
  private static final int CYCLES = Integer.getInteger("davit.pod.cycles", 30);
  private static final int GOAL_KIB = 100;

  private static PodSettings settings(HostNamespace host) {
    return PodSettings.defaults()
        .withNetwork(new PodNetwork.Bridge("dvmany", List.of("10.97.0.0/16"), 0, false))
        .withHostNetwork(host.path());
  }

  @Test
  void manyPodsRunAtOnceAndPingTheirNeighbours() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (HostNamespace host = new HostNamespace();
        PodRoots roots = PodRoots.with(settings(host))) {
      Pods pods = roots.pods();
      List<Future<String>> starts = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        String name = "pod-" + i;
        starts.add(threads.submit(() -> start(pods, name)));
      }
      List<String> containers = new ArrayList<>();
      for (Future<String> start : starts) {
        containers.add(start.get());
      }
      List<PodStatus> all = pods.list(PodFilter.of());
      assertEquals(COUNT, all.stream().flatMap(p -> p.addresses().stream()).distinct().count());
      for (int i = 0; i < COUNT; i++) {
        String neighbour =
            pods.status(pods.containerStatus(containers.get((i + 1) % COUNT)).podId())
                .addresses()
                .get(0);
        byte[] answer =
            pods.execSync(
                    containers.get(i),
                    List.of("ping", "-c", "1", "-W", "20", neighbour),
                    DEADLINE,
                    1 << 16)
                .stdout();
        String text = new String(answer, StandardCharsets.UTF_8);
        assertTrue(text.contains("1 packets received"), text);
      }
      long kib = helpers(all, containers, pods) / COUNT;
      System.out.println(
          "a pod with one container: " + kib + " KiB resident beside its own processes");
      assertTrue(kib <= GOAL_KIB, kib + " KiB");
    } finally {
      threads.shutdown();
    }
  }

  private static String start(Pods pods, String name) {
    PodStatus pod = pods.run(PodConfig.of(name));
    String id =
        pods.createContainer(
            pod.id(),
            ContainerConfig.of("app", SharedImages.BUSYBOX).withCommand("sleep", "10000"));
    pods.startContainer(id);
    return id;
  }

  /** Pause processes, and the supervisors, which are the parents of the containers. */
  private static long helpers(List<PodStatus> all, List<String> containers, Pods pods)
      throws Exception {
    long kib = 0;
    for (PodStatus pod : all) {
      kib += field(pod.pid().orElseThrow(), "VmRSS:");
    }
    for (String id : containers) {
      int pid = pods.containerStatus(id).pid().orElseThrow();
      kib += field((int) field(pid, "PPid:"), "VmRSS:");
    }
    return kib;
  }

  private static long field(int pid, String name) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(l -> l.startsWith(name))
        .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  @Test
  void podsComeAndGoAndLeaveNothing() throws Exception {
    try (HostNamespace host = new HostNamespace();
        PodRoots roots = PodRoots.with(settings(host))) {
      Pods pods = roots.pods();
      String first = start(pods, "warm");
      pods.remove(pods.containerStatus(first).podId());
      HostSnapshot before = HostSnapshot.take();
      for (int i = 0; i < CYCLES; i++) {
        String id = start(pods, "cycle-" + i);
        pods.remove(pods.containerStatus(id).podId());
      }
      assertEquals(List.of(), LeakCheck.leaks(before));
      String links = host.shell("ip -o link").out();
      assertEquals(2, links.lines().count(), links);
    }
  }
}
