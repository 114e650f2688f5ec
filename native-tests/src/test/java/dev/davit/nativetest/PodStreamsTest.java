package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.AttachSession;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStats;
import dev.davit.engine.pod.EventSubscription;
import dev.davit.engine.pod.ExecConfig;
import dev.davit.engine.pod.ExecSession;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodEvent;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.PortSession;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs, attached clients, executed commands, forwarded ports, events and statistics of pods. */
@Needs({ROOT, OVERLAY, BUSYBOX})
class PodStreamsTest {

  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private PodRoots roots;
  private Pods pods;

  @BeforeEach
  void open() {
    roots =
        PodRoots.with(
            PodSettings.defaults().withNetwork(new PodNetwork.None()).withLogLimitBytes(1_000_000));
    pods = roots.pods();
  }

  @AfterEach
  void close() {
    roots.close();
  }

  private PodStatus pod(String name) {
    return pods.run(PodConfig.of(name).withLogDirectory(roots.logs().toString()));
  }

  private static ContainerConfig shell(String name, String script) {
    return ContainerConfig.of(name, SharedImages.BUSYBOX)
        .withCommand("sh", "-c", script)
        .withLogPath(name + ".log");
  }

  private List<String> log(String name) throws Exception {
    return Files.readAllLines(roots.logs().resolve(name));
  }

  @Test
  void longLinesAreWrittenInPartsAndEveryEntryHasTheFormOfTheCri() throws Exception {
    PodStatus pod = pod("parts");
    String id =
        roots.start(
            pod, shell("long", "head -c 40000 /dev/zero | tr '\\0' x; echo; echo; printf end"));
    assertEquals(0, pods.awaitExit(id, DEADLINE).exitCode());
    List<String> entries = log("long.log");
    String form = "[0-9-]{10}T[0-9:]{8}\\.[0-9]{9}Z stdout [PF] .{0,16384}";
    entries.forEach(e -> assertTrue(e.matches(form), e.substring(0, Math.min(80, e.length()))));
    assertEquals("P", entries.get(0).split(" ")[2]);
    assertTrue(entries.stream().anyMatch(e -> e.endsWith("Z stdout F ")), "the empty line");
    assertTrue(entries.get(entries.size() - 1).endsWith(" stdout P end"), "the open end");
    assertEquals(40000 + 3, entries.stream().mapToInt(e -> e.split(" ", 4)[3].length()).sum());
  }

  @Test
  void aLogThatWasMovedIsOpenedAgainAndOneThatGrowsIsRotated() throws Exception {
    PodStatus pod = pod("rotation");
    String id = roots.start(pod, shell("app", "while :; do echo tick; usleep 20000; done"));
    Path log = roots.logs().resolve("app.log");
    await(() -> Files.exists(log) && Files.size(log) > 0);
    Path moved = log.resolveSibling("moved");
    Files.move(log, moved);
    pods.reopenContainerLog(id);
    await(() -> Files.exists(log) && Files.size(log) > 0);
    long size = Files.size(moved);
    Thread.sleep(300);
    assertEquals(size, Files.size(moved));
    String flood = roots.start(pod, shell("flood", "yes flooding | head -c 3000000"));
    assertEquals(0, pods.awaitExit(flood, DEADLINE).exitCode());
    assertTrue(Files.size(roots.logs().resolve("flood.log")) <= 1_000_000);
    assertTrue(Files.size(roots.logs().resolve("flood.log.1")) <= 1_000_000);
    long before = Files.size(log);
    await(() -> Files.size(log) > before);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "waited too long");
      Thread.sleep(20);
    }
  }

  @Test
  void severalClientsAttachAndTheInputEndsWithTheFirst() throws Exception {
    PodStatus pod = pod("attach");
    String id =
        roots.start(
            pod,
            shell("cat", "while read line; do echo got $line; done; echo bye")
                .withStdin(true)
                .withStdinOnce(true));
    try (AttachSession one = pods.attach(id);
        AttachSession two = pods.attach(id)) {
      one.stdin().write("hello\n".getBytes(StandardCharsets.UTF_8));
      assertEquals("got hello\n", read(one.stdout(), 10));
      assertEquals("got hello\n", read(two.stdout(), 10));
      one.stdin().close();
      assertEquals("bye\n", read(two.stdout(), 4));
    }
    assertEquals(0, pods.awaitExit(id, DEADLINE).exitCode());
  }

  private static String read(InputStream from, int count) throws Exception {
    return new String(from.readNBytes(count), StandardCharsets.UTF_8);
  }

  @Test
  void aTerminalIsLoggedAttachedAndResized() throws Exception {
    PodStatus pod = pod("terminal");
    String id =
        roots.start(
            pod,
            ContainerConfig.of("tty", SharedImages.BUSYBOX)
                .withCommand("sh")
                .withTty(true)
                .withStdin(true)
                .withLogPath("tty.log"));
    try (AttachSession client = pods.attach(id)) {
      client.resize(33, 77);
      client.stdin().write("stty size; exit 4\n".getBytes(StandardCharsets.UTF_8));
      StringBuilder seen = new StringBuilder();
      while (!seen.toString().contains("33 77")) {
        int next = client.stdout().read();
        assertTrue(next >= 0, seen.toString());
        seen.append((char) next);
      }
    }
    assertEquals(4, pods.awaitExit(id, DEADLINE).exitCode());
    assertTrue(log("tty.log").stream().anyMatch(l -> l.contains("33 77")));
  }

  @Test
  void executesWithStreamsAndATerminal() throws Exception {
    PodStatus pod = pod("exec");
    String id = roots.start(pod, shell("app", "sleep 1000"));
    try (ExecSession session =
        pods.exec(id, new ExecConfig(List.of("cat"), true, true, true, false))) {
      session.stdin().write("round\n".getBytes(StandardCharsets.UTF_8));
      session.stdin().close();
      assertEquals("round\n", new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(Optional.of(0), session.waitFor(DEADLINE));
    }
    try (ExecSession session =
        pods.exec(
            id, new ExecConfig(List.of("sh", "-c", "tty; exit 6"), true, true, false, true))) {
      assertTrue(
          new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8)
              .contains("/dev/pts/"));
      assertEquals(Optional.of(6), session.waitFor(DEADLINE));
    }
  }

  @Test
  void forwardsAPortOfTheLoopbackOfAPod() throws Exception {
    PodStatus pod = pod("forward");
    String id = roots.start(pod, shell("echo", "nc -l -p 7000 -e cat"));
    PortSession session = null;
    for (int i = 0; session == null; i++) {
      try {
        session = pods.portForward(pod.id(), 7000);
      } catch (dev.davit.engine.pod.PodException e) {
        assertTrue(i < 1200, e.getMessage());
        Thread.sleep(50);
      }
    }
    try (PortSession open = session) {
      open.output().write("ping\n".getBytes(StandardCharsets.UTF_8));
      assertEquals("ping\n", read(open.input(), 5));
      open.output().close();
      assertEquals(-1, open.input().read());
    }
    assertEquals(ContainerState.EXITED, pods.awaitExit(id, DEADLINE).state());
  }

  @Test
  void tellsEveryEventInOrderAndWhatIsUsed() throws Exception {
    try (EventSubscription events = pods.events()) {
      PodStatus pod = pod("events");
      String id = roots.start(pod, shell("app", "sleep 1000"));
      ContainerStats stats = pods.containerStats(id);
      assertTrue(stats.memory().orElseThrow().usageBytes() > 0);
      assertTrue(stats.cpu().isPresent() && stats.writableLayer().isPresent());
      assertEquals(1, pods.stats(pod.id()).containers().size());
      assertTrue(pods.stats(pod.id()).processes() >= 2);
      pods.remove(pod.id());
      List<String> seen = new ArrayList<>();
      long sequence = 0;
      while (seen.size() < 8) {
        PodEvent event = events.next(DEADLINE).orElseThrow();
        assertTrue(sequence == 0 || event.sequence() == sequence + 1);
        sequence = event.sequence();
        seen.add(event.type() + (event.containerId().equals(id) ? " app" : " pod"));
      }
      assertEquals(
          List.of(
              "CREATED pod",
              "STARTED pod",
              "CREATED app",
              "STARTED app",
              "STOPPED app",
              "STOPPED pod",
              "DELETED app",
              "DELETED pod"),
          seen);
      assertFalse(events.ended());
    }
  }
}
