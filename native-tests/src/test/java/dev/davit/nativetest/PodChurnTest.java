package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.IP;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  private static final int COUNT = Integer.getInteger("davit.pod.count", 20);
  private static final int CYCLES = Integer.getInteger("davit.pod.cycles", 30);
  private static final int GOAL_KIB = 100;

  private static PodSettings settings(HostNamespace host) {
    return PodSettings.defaults()
        .withNetwork(new PodNetwork.Bridge("dvmany", List.of("10.97.0.0/16"), 0, false))
        .withHostNetwork(host.path());
  }

  /** A pod and its container. */
  private record Started(String pod, String container) {}

  @Test
  void manyPodsRunAtOnceAndPingTheirNeighbours() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (HostNamespace host = new HostNamespace();
        DaemonProcess daemon =
            DaemonProcess.startedIn(host, "--bridge", "dvmany", "--pod-cidr", "10.97.0.0/16")) {
      daemon.pod("warm");
      long before = field(daemon.pid(), "VmRSS:");
      List<Future<Started>> starts = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        String name = "pod-" + i;
        starts.add(threads.submit(() -> start(daemon, name)));
      }
      List<Started> all = new ArrayList<>();
      for (Future<Started> start : starts) {
        all.add(start.get());
      }
      List<String> addresses = new ArrayList<>();
      all.forEach(started -> addresses.add(daemon.addresses(started.pod()).get(0)));
      assertEquals(COUNT, Set.copyOf(addresses).size());
      for (int i = 0; i < COUNT; i++) {
        String answer =
            daemon.exec(
                all.get(i).container(),
                "ping",
                "-c",
                "1",
                "-W",
                "20",
                addresses.get((i + 1) % COUNT));
        assertTrue(answer.contains("1 packets received"), answer);
      }
      long kib = helpers(daemon, all) / COUNT;
      long daemonKib = field(daemon.pid(), "VmRSS:");
      System.out.printf(
          "%d pods with a container each: %d KiB resident for each beside its own processes;"
              + " the daemon %d KiB, %d KiB more than with one%n",
          COUNT, kib, daemonKib, daemonKib - before);
      assertTrue(kib <= GOAL_KIB, kib + " KiB");
    } finally {
      threads.shutdown();
    }
  }

  private static Started start(DaemonProcess daemon, String name) {
    String pod = daemon.pod(name);
    return new Started(pod, daemon.container(pod, "app", "exec sleep 10000"));
  }

  /** Pause processes, and the supervisors, which are the parents of the containers. */
  private static long helpers(DaemonProcess daemon, List<Started> all) throws Exception {
    long kib = 0;
    for (Started started : all) {
      kib += field(daemon.podInfo(started.pod()).get("pid").getAsInt(), "VmRSS:");
      int pid = daemon.containerPid(started.container());
      kib += field(field(pid, "PPid:"), "VmRSS:");
    }
    return kib;
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

  private static long field(long pid, String name) throws Exception {
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
