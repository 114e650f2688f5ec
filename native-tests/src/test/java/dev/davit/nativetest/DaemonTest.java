package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.Code;
import dev.davit.cri.CriClient;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.ContainerState;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.ContainerStatusRequest;
import dev.davit.cri.v1.ExecSyncRequest;
import dev.davit.cri.v1.ExecSyncResponse;
import dev.davit.cri.v1.ListContainersRequest;
import dev.davit.cri.v1.ListPodSandboxRequest;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StopContainerRequest;
import dev.davit.cri.v1.VersionRequest;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The daemon as a process: what it does for clients, and what it survives. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class DaemonTest {

  /** 100 for the long run: -Ddavit.kills=100. */
  private static final int KILLS = Integer.getInteger("davit.kills", 3);

  private static final int IDLE = Integer.getInteger("davit.idle.connections", 10_000);

  @Test
  @Needs(Need.CONNECT_NODE)
  void everyCallActsForAClientThatIsNotOurs() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      Tool.Result result =
          ConnectClient.run(
              "calls.mjs",
              Tool.DEADLINE,
              daemon.socket(),
              ConnectClient.schema(),
              SharedImages.BUSYBOX,
              daemon.logs());
      assertEquals("43 calls", result.expect(0).line());
    }
  }

  @Test
  @Needs(Need.CONNECT_NODE)
  void runsCommandsOverWebSocket() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      String pod = daemon.pod("ws");
      String container = daemon.container(pod, "c", "exec sleep 1000");
      Tool.Result result =
          ConnectClient.run(
              "streams.mjs",
              Tool.DEADLINE,
              daemon.socket(),
              ConnectClient.schema(),
              container,
              pod,
              SharedImages.BUSYBOX);
      assertEquals("streams", result.expect(0).line());
    }
  }

  @Test
  void cutsTheOutputOfACommandAt16MiBAndSaysSo() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      String container = daemon.container(daemon.pod("flood"), "c", "exec sleep 1000");
      ExecSyncResponse response =
          daemon
              .client()
              .call(
                  RuntimeService.EXEC_SYNC,
                  ExecSyncRequest.builder()
                      .containerId(container)
                      .cmd(List.of("sh", "-c", "head -c 20000000 /dev/zero; exit 4"))
                      .build());
      assertEquals(16 << 20, response.stdout().size());
      assertTrue(response.stdout().utf8().endsWith("\n[truncated: more than 16 MiB]\n"));
      assertEquals(4, response.exitCode());
    }
  }

  @Test
  void endsACommandWhoseClientHasGone() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      String container = daemon.container(daemon.pod("gone"), "c", "exec sleep 1000");
      byte[] body =
          ("{\"containerId\":\"" + container + "\",\"cmd\":[\"sleep\",\"4242\"]}").getBytes();
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(daemon.socket()))) {
        client.write(
            ByteBuffer.wrap(
                ("POST /runtime.v1.RuntimeService/ExecSync HTTP/1.1\r\nhost: davit\r\n"
                        + "content-type: application/json\r\ncontent-length: "
                        + body.length
                        + "\r\n\r\n")
                    .getBytes()));
        client.write(ByteBuffer.wrap(body));
        await(() -> daemon.exec(container, "ps").contains("sleep 4242"), "it was not started");
      }
      await(() -> !daemon.exec(container, "ps").contains("sleep 4242"), "it still runs");
    }
  }

  private static void await(BooleanSupplier condition, String otherwise)
      throws InterruptedException {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, otherwise);
      Thread.sleep(50);
    }
  }

  @Test
  @Needs({Need.IP, Need.NFT})
  void isKilledAtAnyMomentAndLosesNothing() throws Exception {
    Random random = new Random(7);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> pods = ConcurrentHashMap.newKeySet();
    try (HostNamespace host = new HostNamespace();
        DaemonProcess daemon =
            DaemonProcess.startedIn(host, "--bridge", "dvkill", "--pod-cidr", "10.93.0.0/16")) {
      String pod = daemon.pod("survivor");
      String counter =
          daemon.container(
              pod, "counter", "i=0; while :; do i=$((i+1)); echo line $i; usleep 5000; done");
      acknowledged.add(counter);
      String before = daemon.client().call(RuntimeService.CONTAINER_STATUS, of(counter)).toString();
      String sandbox = sandbox(daemon.client(), pod);
      for (int round = 0; round < KILLS; round++) {
        String ending =
            daemon.container(pod, "ends-" + round, "usleep 500000; exit " + (round % 100 + 1));
        acknowledged.add(ending);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> load = load(daemon, pod, counter, round, acknowledged, over);
        load.add(podLoad(daemon, round, pods, over));
        Thread.sleep(50 + random.nextInt(700));
        daemon.kill();
        over.set(true);
        for (Thread thread : load) {
          thread.join();
        }
        daemon.start();
        CriClient client = daemon.client();
        assertEquals(before, client.call(RuntimeService.CONTAINER_STATUS, of(counter)).toString());
        assertEquals(sandbox, sandbox(client, pod));
        assertEquals(round % 100 + 1, awaitExit(client, ending).exitCode());
        Set<String> there = new HashSet<>();
        client
            .call(RuntimeService.LIST_CONTAINERS, ListContainersRequest.builder().build())
            .containers()
            .forEach(c -> there.add(c.id()));
        assertTrue(there.containsAll(acknowledged), "containers were lost");
        assertAddressesAreAccountedFor(daemon, pod, pods);
      }
      daemon.client().call(RuntimeService.STOP_CONTAINER, new StopContainerRequest(counter, 0));
      assertNoLineIsMissing(daemon.logs().resolve("survivor/counter.log"));
    }
  }

  /** Pods, until the daemon is gone. */
  private static Thread podLoad(
      DaemonProcess daemon, int round, Set<String> promised, AtomicBoolean over) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int n = 0; !over.get(); n++) {
                  promised.add(daemon.pod("pod-" + round + "-" + n));
                }
              } catch (CriException e) {
                // It was killed in the middle of the call.
              }
            });
    thread.start();
    return thread;
  }

  /** Every pod that was promised has an address of its own, and no address is a pod's no more. */
  private static void assertAddressesAreAccountedFor(
      DaemonProcess daemon, String survivor, Set<String> promised) throws IOException {
    CriClient client = daemon.client();
    Set<String> there = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    client
        .call(RuntimeService.LIST_POD_SANDBOX, ListPodSandboxRequest.builder().build())
        .items()
        .forEach(item -> there.add(item.id()));
    assertTrue(there.containsAll(promised), "pods were lost");
    for (String pod : there) {
      assertEquals("ok", daemon.podInfo(pod).get("network").getAsString());
      addresses.addAll(daemon.addresses(pod));
    }
    assertEquals(there.size(), addresses.size());
    for (String pod : there) {
      if (!pod.equals(survivor)) {
        client.call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(pod));
      }
    }
    promised.clear();
    try (Stream<Path> leases = Files.list(daemon.davit().root().resolve("networks/dvkill"))) {
      assertEquals(List.of(survivor + ".json"), leases.map(f -> f.getFileName() + "").toList());
    }
  }

  private static ContainerStatusRequest of(String container) {
    return ContainerStatusRequest.builder().containerId(container).build();
  }

  private static String sandbox(CriClient client, String pod) {
    return client
        .call(
            RuntimeService.POD_SANDBOX_STATUS,
            PodSandboxStatusRequest.builder().podSandboxId(pod).build())
        .status()
        .toString();
  }

  /** Clients that keep the daemon busy until it is gone, and note what it has promised. */
  private static List<Thread> load(
      DaemonProcess daemon,
      String pod,
      String counter,
      int round,
      Set<String> acknowledged,
      AtomicBoolean over) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; !over.get(); n++) {
                  try {
                    acknowledged.add(
                        daemon.created(pod, "load-" + round + "-" + number + "-" + n, "true"));
                    daemon
                        .client()
                        .call(
                            RuntimeService.EXEC_SYNC,
                            ExecSyncRequest.builder()
                                .containerId(counter)
                                .cmd(List.of("true"))
                                .build());
                  } catch (CriException e) {
                    // It was killed in the middle of the call.
                    return;
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private static ContainerStatus awaitExit(CriClient client, String container)
      throws InterruptedException {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (true) {
      ContainerStatus status =
          client.call(RuntimeService.CONTAINER_STATUS, of(container)).status().orElseThrow();
      if (status.state() == ContainerState.CONTAINER_EXITED) {
        return status;
      }
      assertTrue(System.nanoTime() < end, () -> "it did not end: " + status);
      Thread.sleep(50);
    }
  }

  private static void assertNoLineIsMissing(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    assertTrue(lines.size() > 10, () -> "only " + lines);
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(lines.get(i).endsWith(" stdout F line " + (i + 1)), lines.get(i));
    }
  }

  @Test
  void endsBySigtermWhileCallsWaitAndContainersRunOn() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      String container = daemon.container(daemon.pod("term"), "c", "exec sleep 1000");
      assertEquals(0, daemon.stop());
      assertTrue(!Files.exists(daemon.socket()) || refuses(daemon), "somebody serves it still");
      daemon.start();
      assertEquals(
          ContainerState.CONTAINER_RUNNING,
          daemon
              .client()
              .call(RuntimeService.CONTAINER_STATUS, of(container))
              .status()
              .orElseThrow()
              .state());
    }
  }

  private static boolean refuses(DaemonProcess daemon) {
    CriException e =
        assertThrows(
            CriException.class,
            () -> daemon.client().call(RuntimeService.VERSION, new VersionRequest("")));
    return e.code() == Code.UNAVAILABLE;
  }

  @Test
  void tenThousandIdleConnectionsHinderNobody() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      daemon.client().call(RuntimeService.VERSION, new VersionRequest(""));
      long before = residentKib(daemon.pid());
      List<SocketChannel> idle = new ArrayList<>();
      try {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(daemon.socket());
        for (int i = 0; i < IDLE; i++) {
          SocketChannel channel = SocketChannel.open(address);
          idle.add(channel);
          if (i % 10 == 0) {
            // Some stop in the middle of a request.
            channel.write(ByteBuffer.wrap("POST /runtime.v1.Runt".getBytes()));
          }
        }
        daemon
            .client()
            .call(RuntimeService.VERSION, new VersionRequest(""), Duration.ofSeconds(60));
        long grown = residentKib(daemon.pid()) - before;
        System.out.println(IDLE + " idle connections: " + grown + " KiB more in the daemon");
        assertTrue(grown < 300 * 1024, () -> "grown by " + grown + " KiB");
      } finally {
        for (SocketChannel channel : idle) {
          channel.close();
        }
      }
      daemon.client().call(RuntimeService.VERSION, new VersionRequest(""));
    }
  }

  private static long residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
