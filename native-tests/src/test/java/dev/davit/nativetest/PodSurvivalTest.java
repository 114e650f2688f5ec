package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.IP;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kill of the Java program that keeps pods leaves to the next one: everything. */
@Needs({ROOT, OVERLAY, BUSYBOX, IP})
class PodSurvivalTest {

  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final Path directory = Workspace.directory("kept");
  private HostNamespace host;

  @BeforeEach
  void open() {
    host = new HostNamespace();
  }

  @AfterEach
  void close() {
    host.close();
    Workspace.delete(directory);
  }

  private record Kept(Process process, String pod, String container) {}

  private Kept keep(String script) throws Exception {
    return keep(script, false);
  }

  private Kept keep(String script, boolean terminal) throws Exception {
    Process keeper =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PodKeeper.class.getName(),
                SharedImages.busybox().root().toString(),
                directory.resolve("state").toString(),
                host.path().toString(),
                "/" + Workspace.NAME,
                directory.resolve("logs").toString(),
                script,
                Boolean.toString(terminal))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line =
        new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertTrue(line != null && line.contains(" "), "the keeper said: " + line);
    return new Kept(keeper, line.split(" ")[0], line.split(" ")[1]);
  }

  private Davit davit() {
    return Davit.at(SharedImages.busybox().root(), directory.resolve("state"));
  }

  private Pods pods(Davit davit) {
    return davit.pods(PodKeeper.settings(host.path().toString(), "/" + Workspace.NAME));
  }

  @Test
  void adoptsARunningContainerWithItsAddressAndLosesNoLine() throws Exception {
    Kept kept =
        keep(
            "for i in $(seq 1 3000); do echo line $i; usleep 1000; done;"
                + " while ! [ -e /go ]; do usleep 10000; done; echo last; exit 5");
    File log = directory.resolve("logs/counter.log").toFile();
    OnDemandDaemon.until("some hundred lines", () -> log.length() > 20_000);
    kept.process().destroyForcibly().waitFor();
    // so that it says something that nobody reads
    Thread.sleep(500);
    try (Davit davit = davit()) {
      Pods pods = pods(davit);
      PodStatus pod = pods.status(kept.pod());
      assertEquals(PodState.READY, pod.state());
      assertEquals(List.of("10.98.0.2"), pod.addresses());
      ContainerStatus running = pods.containerStatus(kept.container());
      assertEquals(ContainerState.RUNNING, running.state());
      assertEquals(
          "0\n",
          new String(
              pods.execSync(kept.container(), List.of("sh", "-c", "id -u; >/go"), DEADLINE, 1 << 16)
                  .stdout(),
              StandardCharsets.UTF_8));
      ContainerStatus ended = pods.awaitExit(kept.container(), DEADLINE);
      assertEquals(5, ended.exitCode());
      assertEquals(running.started(), ended.started());
      assertEquals(lines(3000), logged());
      pods.remove(kept.pod());
    }
  }

  @Test
  void keepsExitCodeTimeAndLastOutputOfAContainerThatEndedUnwatched() throws Exception {
    Kept kept = keep("sleep 1; for i in $(seq 1 500); do echo line $i; done; echo last; exit 9");
    kept.process().destroyForcibly().waitFor();
    awaitExitRecord(kept);
    Instant found = Instant.now();
    try (Davit davit = davit()) {
      Pods pods = pods(davit);
      ContainerStatus ended = pods.awaitExit(kept.container(), DEADLINE);
      assertEquals(ContainerState.EXITED, ended.state());
      assertEquals(9, ended.exitCode());
      assertTrue(ended.finished().orElseThrow().isBefore(found), ended.toString());
      assertEquals(lines(500), logged());
      pods.remove(kept.pod());
    }
  }

  /** More than a terminal holds: it waits for a reader in the middle of it. */
  @Test
  void keepsTheLastOutputOfATerminalThatNobodyWatched() throws Exception {
    Kept kept =
        keep("sleep 1; for i in $(seq 1 2000); do echo line $i; done; echo last; exit 9", true);
    kept.process().destroyForcibly().waitFor();
    // so that it has filled the terminal
    Thread.sleep(2500);
    try (Davit davit = davit()) {
      Pods pods = pods(davit);
      assertEquals(9, pods.awaitExit(kept.container(), DEADLINE).exitCode());
      assertEquals(lines(2000), logged().stream().map(String::strip).toList());
      pods.remove(kept.pod());
    }
    Kept brief = keep("sleep 1; echo line 1; echo last", true);
    brief.process().destroyForcibly().waitFor();
    awaitExitRecord(brief);
    try (Davit davit = davit()) {
      Pods pods = pods(davit);
      assertEquals(0, pods.awaitExit(brief.container(), DEADLINE).exitCode());
      assertEquals(lines(1), logged().stream().skip(2001).map(String::strip).toList());
      pods.remove(brief.pod());
    }
  }

  /** Waits until the supervisor of the container has written how it ended. */
  private void awaitExitRecord(Kept kept) throws InterruptedException {
    Path name = Path.of(kept.container(), "exit");
    OnDemandDaemon.until(
        "an exit record",
        () -> {
          try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            return files.anyMatch(file -> file.endsWith(name) && file.toFile().length() > 0);
          } catch (IOException | UncheckedIOException e) {
            return false; // something was renamed or removed while this looked
          }
        });
  }

  private static List<String> lines(int count) {
    return Stream.concat(
            IntStream.rangeClosed(1, count).mapToObj(i -> "line " + i), Stream.of("last"))
        .toList();
  }

  /** The lines of the log, put together of their parts. */
  private List<String> logged() {
    StringBuilder text = new StringBuilder();
    try {
      for (String entry : Files.readAllLines(directory.resolve("logs/counter.log"))) {
        String[] part = entry.split(" ", 4);
        text.append(part[3]).append(part[2].equals("F") ? "\n" : "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().lines().toList();
  }
}
