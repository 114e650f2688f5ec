package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ContainerOptions.Limits;
import dev.davit.engine.ContainerProcess;
import dev.davit.engine.ContainerUsage;
import dev.davit.engine.Davit;
import dev.davit.engine.ExecBuilder;
import dev.davit.engine.RunningContainer;
import dev.davit.image.Commit;
import dev.davit.linux.Signal;
import dev.davit.linux.poll.Poll;
import dev.davit.oci.DavitException;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.ExecSession;
import dev.davit.runtime.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done with a container that runs, by whoever has not started it. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.CGROUP2})
class ContainerHandleTest {
  private static final Duration SOON = Duration.ofSeconds(60L * Tool.SCALE);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final String SLEEP = "echo ready; exec sleep 1000";

  /** Says ready once it has a handler, and ends by it with 42. */
  private static final String OBEDIENT =
      "trap 'exit 42' TERM; echo ready; while :; do sleep 0.05; done";

  /** What tells one process of a container from another that began otherwise. */
  private static final String WHO_AM_I =
      "id; pwd; env | grep -v -e ^_= -e ^SHLVL= | sort; cat /proc/self/cgroup; hostname;"
          + " grep -e ^Cap -e ^NoNew -e ^Seccomp: /proc/self/status;"
          + " for n in mnt pid net ipc uts cgroup; do readlink /proc/self/ns/$n; done";

  private Davit starter;
  private Davit davit;

  /** Two of them: what is started by one is worked with by the other. */
  @BeforeEach
  void open() {
    DavitCommand roots = SharedImages.busybox();
    starter = Davit.at(roots.root(), roots.state());
    davit = Davit.at(roots.root(), roots.state());
  }

  @AfterEach
  void close() {
    starter.close();
    davit.close();
  }

  private ContainerBuilder busybox(String script) {
    return starter
        .container(SharedImages.BUSYBOX)
        .command("sh", "-c", script)
        .cgroupParent(DavitCommand.CGROUP_PARENT);
  }

  /** Started, and ready. */
  private RunningContainer ready(ContainerBuilder builder) throws IOException {
    RunningContainer container = builder.start();
    assertEquals("ready", line(container.stdout()));
    return container;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private ContainerHandle handle(RunningContainer container) {
    return davit.handle(container.id());
  }

  private static String output(ExecBuilder exec) throws IOException, InterruptedException {
    try (ExecSession session = exec.start()) {
      session.stdin().close();
      String out = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, session.waitFor(SOON).orElseThrow().code(), err);
      return out;
    }
  }

  private static int code(ContainerHandle container, String script) throws InterruptedException {
    try (ExecSession session = container.exec("sh", "-c", script).start()) {
      return session.waitFor(SOON).orElseThrow().code();
    }
  }

  @Test
  void executesWithAllThatTheContainerBeganWith() throws IOException, InterruptedException {
    ContainerBuilder builder =
        busybox(WHO_AM_I + "; echo ready; exec sleep 1000")
            .env("A", "x=y z")
            .workdir("/usr/bin")
            .user("app:staff")
            .capDrop("CHOWN")
            .noNewPrivileges();
    try (RunningContainer container = builder.start()) {
      StringBuilder first = new StringBuilder();
      for (String l = line(container.stdout()); !l.equals("ready"); l = line(container.stdout())) {
        first.append(l).append('\n');
      }
      assertTrue(first.toString().contains("A=x=y z"), first::toString);
      assertEquals(first.toString(), output(handle(container).exec("sh", "-c", WHO_AM_I)));
    }
  }

  @Test
  void executesWithWhatIsSaidOtherwise() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(SLEEP).env("A", "1").env("B", "2"))) {
      ExecBuilder exec =
          handle(container)
              .exec("sh", "-c", "echo $A $B $HOME; pwd; id -u; id -g")
              .env("A", "new")
              .workdir("/var")
              .user("app");
      assertEquals("new 2 /tmp\n/var\n1000\n1001\n", output(exec));
    }
  }

  @Test
  void tellsHowWhatWasExecutedEnded() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(SLEEP))) {
      assertEquals(0, code(handle(container), "true"));
      assertEquals(7, code(handle(container), "exit 7"));
      assertEquals(137, code(handle(container), "kill -9 $$"));
      StepException missing =
          assertThrows(StepException.class, () -> handle(container).exec("no-such").start());
      assertEquals(127, missing.exitCode());
      StepException data =
          assertThrows(StepException.class, () -> handle(container).exec("/etc/passwd").start());
      assertEquals(126, data.exitCode());
    }
  }

  @Test
  void executesNothingWhereNothingRunsOrAllStandsStill() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(SLEEP))) {
      ContainerHandle handle = handle(container);
      handle.pause();
      assertEquals(Reason.PAUSED, reason(() -> handle.exec("true").start()));
      handle.resume();
      assertEquals(0, code(handle, "true"));
      handle.stop(AT_ONCE);
      assertEquals(Reason.NOT_RUNNING, reason(() -> handle.exec("true").start()));
      assertEquals(Reason.NOT_RUNNING, reason(handle::pause));
      assertEquals(Reason.NOT_RUNNING, reason(handle::resume));
      assertEquals(Reason.NOT_RUNNING, reason(handle::usage));
      assertEquals(Reason.NOT_RUNNING, reason(handle::processes));
      assertEquals(Reason.NOT_RUNNING, reason(() -> handle.update(Limits.none().withPids(9))));
    }
    assertEquals(Reason.NOT_FOUND, reason(() -> davit.handle("no-such")));
  }

  private static Reason reason(Runnable action) {
    return assertThrows(ContainerException.class, action::run).reason();
  }

  @Test
  void asksItToEndAndMayBeRepeated() throws IOException, InterruptedException {
    ContainerHandle handle;
    try (RunningContainer container = ready(busybox(OBEDIENT))) {
      handle = handle(container);
      handle.stop(SOON);
      assertEquals(42, container.waitFor(SOON).orElseThrow().code());
      handle.stop(SOON);
      handle.stop(AT_ONCE);
    }
    handle.stop(SOON); // of one that is gone
  }

  @Test
  void killsWhatDoesNotEnd() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(SLEEP + "& wait"))) {
      // process 1 without a handler ignores TERM
      handle(container).stop(Duration.ofMillis(300));
      assertEquals(137, container.waitFor(SOON).orElseThrow().code());
    }
  }

  @Test
  void letsAPausedOneEndByItsHandler() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(OBEDIENT))) {
      ContainerHandle handle = handle(container);
      handle.pause();
      handle.stop(SOON);
      assertEquals(42, container.waitFor(SOON).orElseThrow().code());
    }
    try (RunningContainer container = ready(busybox(OBEDIENT))) {
      ContainerHandle handle = handle(container);
      handle.pause();
      handle.stop(AT_ONCE);
      assertEquals(137, container.waitFor(SOON).orElseThrow().code());
    }
  }

  @Test
  void asksWithTheSignalOfTheImage() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(SLEEP))) {
      starter.commit(container.id(), commit("stop:usr1", "STOPSIGNAL SIGUSR1"), false);
      starter.commit(container.id(), commit("stop:none", "STOPSIGNAL NONE"), false);
    }
    String script = "trap 'exit 10' USR1; trap 'exit 15' TERM; echo ready;";
    try (RunningContainer container =
        ready(
            starter
                .container("stop:usr1")
                .command("sh", "-c", script + " while :; do sleep 0.05; done")
                .cgroupParent(DavitCommand.CGROUP_PARENT))) {
      handle(container).stop(SOON);
      assertEquals(10, container.waitFor(SOON).orElseThrow().code());
    }
    DavitException e =
        assertThrows(
            DavitException.class, () -> starter.container("stop:none").command("true").start());
    assertEquals("image: StopSignal NONE: no such signal", e.getMessage());
    starter.images().remove("stop:usr1", false);
    starter.images().remove("stop:none", false);
  }

  private static Commit commit(String name, String change) {
    return new Commit(
        Optional.of(name), List.of(change), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void knowsTheEndOfOneThatIsRemovedWhenItEnds() throws Exception {
    for (int round = 0; round < 10; round++) {
      FutureTask<Optional<ContainerExit>> exit;
      try (RunningContainer container = ready(busybox(OBEDIENT))) {
        ContainerHandle handle = handle(container);
        exit = new FutureTask<>(() -> handle.awaitExit(SOON));
        Thread waiting = new Thread(exit);
        waiting.start();
        OnDemandDaemon.until(
            "it waits",
            () ->
                Stream.of(waiting.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(Poll.class.getName())));
        container.kill(Signal.TERM);
        container.waitFor();
      }
      assertEquals(42, exit.get(SOON.toSeconds(), TimeUnit.SECONDS).orElseThrow().code());
    }
  }

  @Test
  void letsAllProcessesStandStill() throws IOException {
    String script = "exec 3>/tmp/count; echo ready; while :; do echo x >&3; done";
    try (RunningContainer container = ready(busybox(script))) {
      ContainerHandle handle = handle(container);
      Path count = Path.of("/proc/" + container.pid() + "/root/tmp/count");
      handle.pause();
      handle.pause();
      assertTrue(handle.isPaused());
      long still = Files.size(count);
      Inside.pause(200);
      assertEquals(still, Files.size(count));
      handle.resume();
      handle.resume();
      assertFalse(handle.isPaused());
      long end = System.nanoTime() + SOON.toNanos();
      while (Files.size(count) == still && System.nanoTime() < end) {
        Inside.pause(10);
      }
      assertTrue(Files.size(count) > still);
    }
  }

  @Test
  void changesLimitsWhileItRuns() throws IOException, InterruptedException {
    try (RunningContainer container = ready(busybox(SLEEP).pids(20).memory("64m").cpus(1))) {
      ContainerHandle handle = handle(container);
      handle.update(Limits.none().withPids(3));
      String forks = "for i in 1 2 3 4 5; do sleep 1 & done 2>&1; wait";
      assertEquals(3, limit(container, "pids", "pids.max", "pids.max"));
      assertTrue(code(handle, forks) != 0, "more processes than the new limit");
      handle.update(Limits.none().withPids(30).withMemory("128m"));
      assertEquals(0, code(handle, forks));
      assertEquals(128L << 20, limit(container, "memory", "memory.max", "memory.limit_in_bytes"));
      assertEquals(Optional.of(128L << 20), handle.usage().counters().memoryLimitBytes());
      assertEquals(Optional.of(30L), handle.usage().counters().processesLimit());
    }
  }

  private static long limit(RunningContainer container, String controller, String v2, String v1)
      throws IOException {
    boolean unified = Inside.onV2(controller);
    Path directory = Inside.cgroupDirectory(container.pid(), unified ? "" : controller);
    return Long.parseLong(Files.readString(directory.resolve(unified ? v2 : v1)).strip());
  }

  @Test
  void tellsWhatItUsesAndWhatRunsInIt() throws Exception {
    String script = "sleep 1000 & echo ready; while :; do :; done";
    try (RunningContainer container = ready(busybox(script).user("app"))) {
      ContainerHandle handle = handle(container);
      Measured.assertBetween(
          1,
          150,
          () -> {
            ContainerUsage before = handle.usage();
            Inside.pause(500);
            return handle.usage().cpuPercentSince(before).orElseThrow();
          });
      List<String> sleep = List.of("sleep", "1000");
      OnDemandDaemon.until(
          "its second process sleeps",
          () ->
              handle.processes().stream()
                  .anyMatch(one -> one.command().equals(sleep) && one.state() == 'S'));
      ContainerUsage after = handle.usage();
      assertTrue(after.memoryBytes() > 10_000, () -> after.memoryBytes() + " bytes");
      assertEquals(2, after.tasks());
      List<ContainerProcess> processes = handle.processes();
      assertEquals(2, processes.size());
      ContainerProcess first = processes.get(0);
      assertEquals(container.pid(), first.pid());
      assertEquals(1, first.innerPid());
      assertEquals(1000, first.uid());
      assertEquals(List.of("sh", "-c", script), first.command());
      assertEquals(sleep, processes.get(1).command());
      assertEquals(first.pid(), processes.get(1).parentPid());
    }
  }
}
