package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.CapturedRun;
import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.ContainerInfo.Status;
import dev.davit.engine.Davit;
import dev.davit.engine.ImageInfo;
import dev.davit.engine.OptionException;
import dev.davit.engine.RunningContainer;
import dev.davit.linux.Signal;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embedded API, as a Java program uses it. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class EngineTest {
  private static final Path ROOTFS = BusyboxRootfs.create(Workspace.directory("engine-rootfs"));
  private static final Duration SOON = Duration.ofSeconds(60);

  private Path place;
  private Davit davit;

  @BeforeEach
  void open() {
    place = Workspace.directory("engine");
    davit = Davit.at(place.resolve("root"), place.resolve("state"));
  }

  @AfterEach
  void findsNothingLeft() throws IOException {
    davit.close();
    Workspace.deleteWithoutContainers(place);
  }

  private ContainerBuilder busybox(String... command) {
    return davit.rootfs(ROOTFS).command(command).cgroupParent(DavitCommand.CGROUP_PARENT);
  }

  @Test
  void capturesBothOutputsAndTheExitCode() throws InterruptedException {
    CapturedRun run = busybox("sh", "-c", "echo out; echo err >&2; exit 7").run();
    assertEquals(7, run.code());
    assertEquals("out\n", run.stdout());
    assertEquals("err\n", run.stderr());
  }

  @Test
  void capturesMoreThanAPipeHolds() throws InterruptedException {
    CapturedRun run = busybox("sh", "-c", "seq 1 50000 >&2; seq 1 50000; echo end").run();
    assertTrue(run.stdout().endsWith("50000\nend\n"));
    assertTrue(run.stderr().endsWith("50000\n"));
  }

  @Test
  void capturesBothOutputsWhileTheCommonPoolIsBusyWithOthers() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    ForkJoinPool pool = ForkJoinPool.commonPool();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < pool.getParallelism(); i++) {
        pool.submit(() -> over.await(SOON.toSeconds() * 2, TimeUnit.SECONDS));
      }
      Future<CapturedRun> run =
          thread.submit(() -> busybox("sh", "-c", "seq 1 50000 >&2; echo end").run());
      assertEquals("end\n", run.get(SOON.toSeconds(), TimeUnit.SECONDS).stdout());
    } finally {
      over.countDown();
      thread.shutdown();
    }
  }

  @Test
  void talksThroughTheStreams() throws IOException, InterruptedException {
    try (RunningContainer container = busybox("cat").keepStdin().start()) {
      try (OutputStream in = container.stdin()) {
        in.write("question\n".getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(
          "question\n", new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(0, container.waitFor().code());
    }
  }

  @Test
  void givesAnInputAtItsEndUnlessAsked() throws InterruptedException {
    assertEquals("0\n", busybox("wc", "-c").run().stdout());
  }

  @Test
  void killsAndRemovesWhatStillRunsWhenItIsClosed() {
    RunningContainer container = busybox("sleep", "1000").start();
    assertTrue(davit.find(container.shortId()).status().isRunning());
    assertTrue(Files.exists(Path.of("/proc", String.valueOf(container.pid()))));
    container.close();
    assertFalse(Files.exists(Path.of("/proc", String.valueOf(container.pid()))));
    assertEquals(List.of(), davit.containers());
    container.close();
  }

  @Test
  void waitsNoLongerThanAsked() throws InterruptedException {
    try (RunningContainer container = busybox("sleep", "1000").start()) {
      assertEquals(Optional.empty(), container.waitFor(Duration.ofMillis(50)));
      container.kill(Signal.KILL);
      assertEquals(137, container.waitFor(SOON).orElseThrow().code());
      container.kill(Signal.KILL);
    }
  }

  @Test
  void survivesItsDavitAndIsFoundByAnother() throws InterruptedException {
    RunningContainer started =
        busybox("sh", "-c", "trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done")
            .name("survivor")
            .label("a", "b")
            .keep()
            .start();
    assertEquals("up", firstLine(started));
    started.close();
    davit.close();
    davit = Davit.at(place.resolve("root"), place.resolve("state"));
    ContainerInfo found = davit.find("survivor");
    assertEquals(started.id(), found.id());
    assertEquals("b", found.labels().get("a"));
    assertEquals(ROOTFS.toString(), found.image());
    assertEquals(
        Reason.RUNNING,
        assertThrows(ContainerException.class, () -> davit.remove("survivor", false)).reason());
    davit.kill(started.shortId(), Signal.TERM);
    ContainerExit exit = davit.awaitExit("survivor", SOON).orElseThrow();
    assertEquals(5, exit.code());
    Status.Exited status = (Status.Exited) davit.find("survivor").status();
    assertEquals(5, status.exit().orElseThrow().code());
    davit.remove("survivor", false);
    assertEquals(
        Reason.NOT_FOUND,
        assertThrows(ContainerException.class, () -> davit.find("survivor")).reason());
  }

  private static String firstLine(RunningContainer container) {
    try {
      return new BufferedReader(new InputStreamReader(container.stdout(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsTheFilesOfAContainerUntilItIsRemoved() throws InterruptedException {
    String id;
    try (RunningContainer container = busybox("sh", "-c", "echo kept >/file").keep().start()) {
      assertEquals(0, container.waitFor().code());
      id = container.id();
    }
    assertTrue(Files.exists(place.resolve("root/containers/" + id + "/upper/file")));
    assertFalse(Files.exists(ROOTFS.resolve("file")));
    davit.remove(id, false);
    assertFalse(Files.exists(place.resolve("root/containers/" + id)));
  }

  @Test
  void remembersThatMemoryRanOut() throws InterruptedException {
    RunningContainer container = busybox("tail", "/dev/zero").memory("20m").keep().start();
    ContainerExit exit = container.waitFor();
    assertEquals(137, exit.code());
    assertTrue(exit.oomKilled());
    container.close();
    assertTrue(((Status.Exited) davit.find(container.id()).status()).oomKilled());
    davit.remove(container.id(), false);
  }

  @Test
  void recordsHowAContainerEndedThatWasFasterThanItsRecord() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      try (RunningContainer container = busybox("true").keep().start()) {
        container.waitFor();
        Status.Exited status = (Status.Exited) davit.find(container.id()).status();
        assertEquals(0, status.exit().orElseThrow().code());
        davit.remove(container.id(), false);
      }
    }
  }

  @Test
  void leavesNothingWhenAStartFails() {
    StepException missing =
        assertThrows(StepException.class, () -> busybox("no-such-program").name("x").start());
    assertEquals(127, missing.exitCode());
    assertThrows(OptionException.class, () -> busybox("true").volume("/no/such/place:/x").start());
    assertThrows(
        OptionException.class, () -> davit.rootfs(Path.of("/etc/passwd")).command("true").start());
    assertEquals(List.of(), davit.containers());
  }

  @Test
  void givesANameToOneContainerAtATime() {
    try (RunningContainer first = busybox("sleep", "1000").name("one").start()) {
      ContainerException e =
          assertThrows(ContainerException.class, () -> busybox("true").name("one").start());
      assertEquals(Reason.NAME_IN_USE, e.reason());
      assertEquals(1, davit.containers().size());
      assertEquals(first.id(), davit.find("one").id());
    }
    busybox("true").name("one").start().close();
  }

  @Test
  void hasATerminalOfTheSizeAskedFor() throws IOException, InterruptedException {
    try (RunningContainer container =
        busybox("sh", "-c", "tty; stty size").stdio(Stdio.terminal(33, 77)).start()) {
      String screen =
          new String(container.console().output().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("/dev/pts/0\r\n33 77\r\n", screen);
      assertEquals(0, container.waitFor().code());
    }
  }

  @Test
  void plansWithoutMakingAnything() {
    List<String> calls =
        Davit.at(place.resolve("none"), place.resolve("none"))
            .rootfs(ROOTFS)
            .command("true")
            .plan()
            .calls();
    assertTrue(calls.stream().anyMatch(c -> c.startsWith("clone3(")), calls::toString);
    assertFalse(Files.exists(place.resolve("none")));
  }

  @Test
  void runsAnImageWithItsOwnConfiguration() throws InterruptedException {
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .config(
                "\"Entrypoint\":[\"/bin/sh\",\"-c\"],\"Cmd\":[\"echo $GREETING; pwd; id -u\"],"
                    + "\"Env\":[\"GREETING=hi\"],\"WorkingDir\":\"/tmp\",\"User\":\"12\"")
            .layer(BusyboxRootfs.tar())
            .tag("greeter:1");
    ImageInfo image = davit.images().load(layout).get(0);
    assertEquals(1, image.layers().size());
    CapturedRun run = davit.container("greeter:1").cgroupParent(DavitCommand.CGROUP_PARENT).run();
    assertEquals("hi\n/tmp\n12\n", run.stdout(), run::stderr);
    CapturedRun other =
        davit
            .container(image.shortId())
            .cgroupParent(DavitCommand.CGROUP_PARENT)
            .command("echo other")
            .env("GREETING", "ho")
            .run();
    assertEquals("other\n", other.stdout());
    davit.images().remove("greeter:1", false);
    assertEquals(List.of(), davit.images().list());
  }

  @Test
  void startsManyAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(10);
    List<Future<CapturedRun>> runs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String word = "word" + i;
      runs.add(threads.submit(() -> busybox("echo", word).name(word).run()));
    }
    for (int i = 0; i < 30; i++) {
      assertEquals("word" + i + "\n", runs.get(i).get().stdout());
    }
    threads.shutdown();
  }
}
