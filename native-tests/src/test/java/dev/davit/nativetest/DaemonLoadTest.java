package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.Code;
import dev.davit.cri.CriClient;
import dev.davit.cri.CriException;
import dev.davit.cri.CriStream;
import dev.davit.cri.v1.Container;
import dev.davit.cri.v1.ContainerEventResponse;
import dev.davit.cri.v1.ContainerEventType;
import dev.davit.cri.v1.ContainerState;
import dev.davit.cri.v1.ContainerStatsRequest;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.ContainerStatusRequest;
import dev.davit.cri.v1.ExecSyncRequest;
import dev.davit.cri.v1.ExecSyncResponse;
import dev.davit.cri.v1.GetEventsRequest;
import dev.davit.cri.v1.ListContainersRequest;
import dev.davit.cri.v1.PodSandboxState;
import dev.davit.cri.v1.PodSandboxStatsRequest;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.RemoveContainerRequest;
import dev.davit.cri.v1.ReopenContainerLogRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import dev.davit.cri.v1.StatusRequest;
import dev.davit.cri.v1.StopContainerRequest;
import dev.davit.engine.Davit;
import dev.davit.engine.pod.DavitAnnotations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many clients at once on the same pods. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class DaemonLoadTest {

  /** 120 for the long run: -Ddavit.load.seconds=120. */
  private static final int SECONDS = Integer.getInteger("davit.load.seconds", 5);

  private static final int CLIENTS = Integer.getInteger("davit.load.clients", 50);
  private static final int PODS = 5;
  private static final Duration BOUND = Tool.DEADLINE;
  private static final int FORKS = 30;

  /** Begins again where the shell gives up because it cannot fork. */
  private static final String BOMB =
      "export BOMB='trap \"exec sh -c \\\"\\$BOMB\\\"\" EXIT; while :; do sleep 3 & done';"
          + " exec sh -c \"$BOMB\" 2>/dev/null";

  @Test
  void fiftyClientsAtOnceSeeNoWrongStateAndNoEventIsLost() throws Exception {
    Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
    Set<String> removed = ConcurrentHashMap.newKeySet();
    Map<String, List<ContainerEventType>> events = new ConcurrentHashMap<>();
    try (DaemonProcess daemon = DaemonProcess.started()) {
      List<String> pods = new ArrayList<>();
      for (int i = 0; i < PODS; i++) {
        pods.add(daemon.pod("load-" + i));
      }
      // one that fills its log all the time
      String flood =
          daemon.container(
              pods.get(0), "flood", "while :; do head -c 20000 /dev/zero | tr '\\0' x; echo; done");
      String bomb = bomb(daemon, pods.get(1));
      CriStream<ContainerEventResponse> stream =
          daemon.client().stream(RuntimeService.GET_CONTAINER_EVENTS, GetEventsRequest.INSTANCE);
      Thread watcher = new Thread(() -> watch(stream, events));
      watcher.start();
      long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        Thread client =
            new Thread(
                () -> {
                  try {
                    for (int n = 0; n == 0 || System.nanoTime() < end; n++) {
                      removed.add(live(daemon, pods.get(number % PODS), number + "-" + n));
                    }
                  } catch (Throwable e) {
                    problems.add(e);
                  }
                });
        client.start();
        clients.add(client);
      }
      for (Thread client : clients) {
        client.join();
      }
      if (!problems.isEmpty()) {
        throw new AssertionError(problems.size() + " clients failed", problems.peek());
      }
      assertEquals(
          Set.of(flood, bomb),
          daemon
              .client()
              .call(RuntimeService.LIST_CONTAINERS, ListContainersRequest.builder().build())
              .containers()
              .stream()
              .map(Container::id)
              .collect(Collectors.toSet()));
      endBomb(daemon, bomb);
      awaitDeletions(removed, events);
      stream.close();
      watcher.join();
      for (String id : removed) {
        assertEquals(List.of(ContainerEventType.values()), events.get(id), id);
      }
      System.out.println(removed.size() + " containers by " + CLIENTS + " clients");
    }
  }

  /** One that forks as fast as it can, and has all the processes that it may have. */
  private static String bomb(DaemonProcess daemon, String pod) throws InterruptedException {
    String id =
        daemon.created(
            pod, "bomb", BOMB, Map.of(DavitAnnotations.PIDS_LIMIT, Integer.toString(FORKS)));
    daemon.client().call(RuntimeService.START_CONTAINER, new StartContainerRequest(id));
    long end = System.nanoTime() + BOUND.toNanos();
    while (processes(daemon, id) < FORKS) {
      assertTrue(System.nanoTime() < end, "it does not fork");
      Thread.sleep(20);
    }
    return id;
  }

  private static int processes(DaemonProcess daemon, String container) {
    try (Davit davit = Davit.at(daemon.davit().root(), daemon.davit().state())) {
      return davit.handle(container).processes().size();
    }
  }

  /** It is as wild as before, and all of it ends at once. */
  private static void endBomb(DaemonProcess daemon, String bomb) {
    assertEquals(ContainerState.CONTAINER_RUNNING, status(daemon.client(), bomb).state());
    assertTrue(processes(daemon, bomb) <= FORKS);
    daemon.client().call(RuntimeService.STOP_CONTAINER, new StopContainerRequest(bomb, 1), BOUND);
    assertEquals(137, status(daemon.client(), bomb).exitCode());
  }

  private static void watch(
      CriStream<ContainerEventResponse> stream, Map<String, List<ContainerEventType>> events) {
    try {
      for (var event = stream.next(); event.isPresent(); event = stream.next()) {
        events
            .computeIfAbsent(event.get().containerId(), id -> new ArrayList<>())
            .add(event.get().containerEventType());
      }
    } catch (CriException e) {
      // The test has closed it.
    }
  }

  private static void awaitDeletions(
      Set<String> removed, Map<String, List<ContainerEventType>> events)
      throws InterruptedException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!removed.stream()
            .allMatch(
                id ->
                    events
                        .getOrDefault(id, List.of())
                        .contains(ContainerEventType.CONTAINER_DELETED_EVENT))
        && System.nanoTime() < end) {
      Thread.sleep(100);
    }
  }

  /** The life of a container, every state of which is the right one. */
  private static String live(DaemonProcess daemon, String pod, String name) {
    CriClient client = daemon.client();
    // It ignores the signal, so that it has to be killed.
    String id = daemon.container(pod, name, "trap '' TERM; while :; do sleep 1000; done");
    assertEquals(ContainerState.CONTAINER_RUNNING, status(client, id).state());
    ExecSyncResponse said =
        client.call(
            RuntimeService.EXEC_SYNC,
            ExecSyncRequest.builder().containerId(id).cmd(List.of("echo", name)).build(),
            BOUND);
    assertEquals(name + "\n", said.stdout().utf8());
    look(client, pod, id);
    client.call(RuntimeService.STOP_CONTAINER, new StopContainerRequest(id, 1), BOUND);
    ContainerStatus ended = status(client, id);
    assertEquals(ContainerState.CONTAINER_EXITED, ended.state());
    assertEquals(137, ended.exitCode());
    client.call(RuntimeService.REMOVE_CONTAINER, new RemoveContainerRequest(id), BOUND);
    try {
      status(client, id);
      throw new AssertionError(id + " is there still");
    } catch (CriException e) {
      assertEquals(Code.NOT_FOUND, e.code());
    }
    assertTrue(id.matches("[0-9a-f]{64}"));
    return id;
  }

  /** The calls that only ask. */
  private static void look(CriClient client, String pod, String id) {
    assertTrue(
        client
            .call(RuntimeService.LIST_CONTAINERS, ListContainersRequest.builder().build(), BOUND)
            .containers()
            .stream()
            .anyMatch(c -> c.id().equals(id)));
    assertEquals(
        PodSandboxState.SANDBOX_READY,
        client
            .call(
                RuntimeService.POD_SANDBOX_STATUS,
                PodSandboxStatusRequest.builder().podSandboxId(pod).build(),
                BOUND)
            .status()
            .orElseThrow()
            .state());
    client.call(RuntimeService.CONTAINER_STATS, new ContainerStatsRequest(id), BOUND);
    client.call(RuntimeService.POD_SANDBOX_STATS, new PodSandboxStatsRequest(pod), BOUND);
    client.call(RuntimeService.REOPEN_CONTAINER_LOG, new ReopenContainerLogRequest(id), BOUND);
    client.call(RuntimeService.STATUS, StatusRequest.builder().build(), BOUND);
  }

  private static ContainerStatus status(CriClient client, String id) {
    return client
        .call(
            RuntimeService.CONTAINER_STATUS,
            ContainerStatusRequest.builder().containerId(id).build(),
            BOUND)
        .status()
        .orElseThrow();
  }
}
