package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.CapturedRun;
import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ContainerInfo.Status;
import dev.davit.engine.Davit;
import dev.davit.engine.Network;
import dev.davit.engine.RunningContainer;
import dev.davit.linux.Signal;
import dev.davit.oci.DavitException;
import dev.davit.oci.runtime.ContainerStatus;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ExecSession;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.installed.InstalledContainers;
import dev.davit.runtime.installed.InstalledException;
import dev.davit.runtime.installed.InstalledRuntime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Containers that an installed runtime runs: runc, crun, and davit-oci as one of them. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.RUNC, Need.CRUN})
@OnOneJava
class InstalledRuntimeTest {
  private static final Path ROOTFS = BusyboxRootfs.create(Workspace.directory("installed-rootfs"));
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A runtime by the path of a program. */
  enum Other {
    RUNC,
    CRUN,
    DAVIT_OCI;

    private String program;

    synchronized String program() {
      if (program == null) {
        program =
            switch (this) {
              case RUNC -> Tool.find("runc").orElseThrow().toString();
              case CRUN -> Peer.CRUN.program().toString();
              case DAVIT_OCI -> OciCommand.fresh().program().toString();
            };
      }
      return program;
    }
  }

  private Path place;
  private Davit davit;

  @BeforeEach
  void open() {
    place = Workspace.directory("installed");
    davit = Davit.at(place.resolve("root"), place.resolve("state"));
  }

  @AfterEach
  void findsNothingLeft() throws IOException {
    davit.close();
    Workspace.deleteWithoutContainers(place);
  }

  private ContainerBuilder busybox(Other other, String... command) {
    return davit
        .rootfs(ROOTFS)
        .runtime(other.program())
        .command(command)
        .cgroupParent(DavitCommand.CGROUP_PARENT);
  }

  @ParameterizedTest
  @EnumSource
  void givesOutputAndExitCode(Other other) throws InterruptedException {
    CapturedRun run =
        busybox(other, "sh", "-c", "echo $A; id -u; id -g; pwd; hostname; echo err >&2; exit 7")
            .env("A", "two words")
            .user("app")
            .workdir("/tmp")
            .hostname("there")
            .run();
    assertEquals(7, run.code(), run::stderr);
    assertEquals("two words\n1000\n1001\n/tmp\nthere\n", run.stdout());
    assertEquals("err\n", run.stderr());
  }

  /** Also in hierarchies without a controller, in which other runtimes make cgroups too. */
  @ParameterizedTest
  @EnumSource(names = "DAVIT_OCI", mode = Mode.EXCLUDE)
  void leavesNoCgroupOfItsOwnParentInAnyHierarchy(Other other) throws InterruptedException {
    List<Path> before = parents();
    assertEquals(0, busybox(other, "true").cgroupParent("/davit/installed").run().code());
    assertEquals(List.of(), parents().stream().filter(path -> !before.contains(path)).toList());
  }

  private static List<Path> parents() {
    return HostSnapshot.cgroupMounts().stream()
        .map(mount -> mount.path().resolve("davit"))
        .filter(Files::exists)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(names = "DAVIT_OCI", mode = Mode.EXCLUDE)
  void killsWhatNeedsMoreMemoryThanItMayUse(Other other) throws InterruptedException {
    assertEquals(137, busybox(other, "tail", "/dev/zero").memory("20m").run().code());
  }

  @ParameterizedTest
  @EnumSource(names = "DAVIT_OCI", mode = Mode.EXCLUDE)
  void isWorkedWithByAllThatGoesByProcessAndCgroup(Other other) throws Exception {
    try (RunningContainer container =
        busybox(other, "sh", "-c", "echo up; exec sleep 1000").name("worked").start()) {
      assertEquals("up", firstLine(container));
      assertEquals(other.program(), davit.find("worked").runtime().orElseThrow());
      ContainerHandle handle = davit.handle("worked");
      try (ExecSession session = handle.exec("hostname").start()) {
        assertEquals(
            container.shortId() + "\n",
            new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, session.waitFor().code());
      }
      assertEquals(1, handle.processes().size());
      handle.pause();
      assertTrue(handle.isPaused());
      handle.resume();
      assertFalse(handle.isPaused());
      assertTrue(handle.usage().processes().size() == 1);
      davit.kill("worked", Signal.KILL);
      assertEquals(137, container.waitFor(SOON).orElseThrow().code());
    }
  }

  @ParameterizedTest
  @EnumSource(names = "DAVIT_OCI", mode = Mode.EXCLUDE)
  void hasATerminalOfTheSizeAskedFor(Other other) throws Exception {
    // crun 1.8 forgets what a program printed that has ended before crun looks: so this one waits
    try (RunningContainer container =
        busybox(other, "sh", "-c", "tty; stty size; read end")
            .stdio(Stdio.terminal(33, 77))
            .start()) {
      BufferedReader screen =
          new BufferedReader(
              new InputStreamReader(container.console().output(), StandardCharsets.UTF_8));
      assertEquals("/dev/pts/0", screen.readLine());
      assertEquals("33 77", screen.readLine());
      container.console().input().write('\n');
      container.console().input().flush();
      assertEquals(0, container.waitFor().code());
    }
  }

  @ParameterizedTest
  @EnumSource(names = "DAVIT_OCI", mode = Mode.EXCLUDE)
  void leavesNothingWhenTheProgramIsMissing(Other other) {
    for (String missing : List.of("no-such-program", "/no/such/program")) {
      InstalledException e =
          assertThrows(InstalledException.class, () -> busybox(other, missing).name("x").start());
      assertEquals(127, e.exitCode(), e::getMessage);
      assertTrue(e.getMessage().contains(": run "), e::getMessage);
      assertTrue(e.reason().contains(missing), e::getMessage);
    }
    InstalledException e =
        assertThrows(InstalledException.class, () -> busybox(other, "/etc/passwd").start());
    assertEquals(126, e.exitCode(), e::getMessage);
    assertEquals(List.of(), davit.containers());
  }

  @Test
  void saysThatTheRuntimeIsMissingOrWhatItCannotDo() {
    DavitException missing =
        assertThrows(InstalledException.class, () -> davit.rootfs(ROOTFS).runtime("no-such-one"));
    assertTrue(missing.getMessage().contains("no-such-one"), missing::getMessage);
    ContainerBuilder scope = busybox(Other.RUNC, "true").cgroupParent("machine.slice");
    ContainerException refused = assertThrows(ContainerException.class, scope::start);
    assertTrue(refused.isUnsupported());
    assertTrue(refused.getMessage().contains("runtime runc"), refused::getMessage);
  }

  @Test
  void seesTheNetworkOfTheHostWhenAsked() throws InterruptedException {
    String host = HostSnapshot.link(Path.of("/proc/self/ns/net"));
    String[] look = {"readlink", "/proc/self/ns/net"};
    assertEquals(host, busybox(Other.RUNC, look).network(Network.HOST).run().stdout().strip());
    assertFalse(host.equals(busybox(Other.RUNC, look).run().stdout().strip()));
  }

  @Test
  void isRemovedWithWhatTheRuntimeLeftWhenThatWasKilled() throws Exception {
    RunningContainer container = busybox(Other.RUNC, "sleep", "1000").keep().start();
    String id = container.id();
    Path driver = place.resolve("state/containers/" + id + "/runtime/driver");
    Tool.run("kill", "-KILL", Files.readString(driver).split(" ")[0]);
    assertEquals(137, container.waitFor(SOON).orElseThrow().code());
    container.close();
    davit.remove(id, true);
    assertTrue(ProcessIdentity.of(container.pid()).isEmpty());
  }

  @Test
  void outlivesItsDavitAndIsRemovedByAnother() throws Exception {
    RunningContainer started =
        busybox(Other.RUNC, "sh", "-c", "echo up; sleep 1000").keep().start();
    assertEquals("up", firstLine(started));
    started.close();
    davit.close();
    davit = Davit.at(place.resolve("root"), place.resolve("state"));
    assertTrue(davit.find(started.id()).status().isRunning());
    davit.handle(started.id()).stop(Duration.ZERO);
    Status.Exited end = (Status.Exited) davit.find(started.id()).status();
    assertEquals(137, end.exit().orElseThrow().code());
    davit.remove(started.id(), false);
  }

  @Test
  void saysOnceWhyTheCommandCouldNotStartIt() {
    DavitCommand command = new DavitCommand(place.resolve("root"), place.resolve("state"));
    String rootfs = ROOTFS.toString();
    Tool.Result failed =
        command.attempt("run", "--runtime", "runc", "--rootfs", rootfs, "/no/such").expect(127);
    List<String> lines = failed.err().lines().toList();
    assertEquals(2, lines.size(), failed.err());
    assertTrue(lines.get(0).contains("/no/such: no such file or directory"), failed.err());
    assertTrue(
        lines.get(1).matches("davit: runc: run \\w+: failed, as it says above"), failed.err());
    Tool.Result missing =
        command.attempt("run", "--runtime", "no-such-one", "--rootfs", rootfs, "true").expect(125);
    assertTrue(missing.err().contains("not found in PATH"), missing.err());
  }

  @Test
  void isFoundAndRemovedWhenTheCommandWasKilled() throws InterruptedException {
    DavitCommand command = new DavitCommand(place.resolve("root"), place.resolve("state"));
    try (var running =
        command.start(
            "--runtime",
            "runc",
            "--name",
            "left",
            "--rootfs",
            ROOTFS.toString(),
            "sh",
            "-c",
            "echo up; exec sleep 1000")) {
      assertEquals("up", running.readLine());
      OnDemandDaemon.until(
          "the record that it runs", () -> davit.find("left").status().isRunning());
      // its output stays open: the container has it
      running.process().destroyForcibly().waitFor();
    }
    assertTrue(command.run("inspect", "left").out().contains("/runc\""));
    assertEquals("x", command.run("exec", "left", "echo", "x").line());
    command.run("rm", "-f", "left");
  }

  @ParameterizedTest
  @EnumSource(names = "DAVIT_OCI", mode = Mode.EXCLUDE)
  void isLedThroughItsLifeByTheVerbsOfTheRuntime(Other other) throws IOException {
    Peer peer = other == Other.RUNC ? Peer.RUNC : Peer.CRUN;
    RuncBundle bundle = RuncBundle.of(Ask.command("sleep", "1000"));
    ContainerId id = new ContainerId(bundle.id());
    InstalledContainers containers =
        InstalledRuntime.find(other.program()).containers(place.resolve(peer.name()));
    containers.create(id, bundle.directory(), Stdio.none(), Optional.empty());
    try {
      assertEquals(ContainerStatus.CREATED, containers.state(id).status());
      containers.start(id);
      assertEquals(ContainerStatus.RUNNING, containers.state(id).status());
      assertEquals(7, containers.exec(id, command("/bin/sh", "-c", "exit 7"), Stdio.none()));
      InstalledException missing =
          assertThrows(
              InstalledException.class,
              () -> containers.exec(id, command("no-such-program"), Stdio.none()));
      assertEquals(127, missing.exitCode(), missing::getMessage);
      containers.kill(id, Signal.KILL, false);
    } finally {
      containers.delete(id, true);
    }
    InstalledException gone = assertThrows(InstalledException.class, () -> containers.state(id));
    assertTrue(gone.getMessage().contains("state " + id), gone::getMessage);
    try (Stream<Path> left = Files.list(place.resolve(peer.name()))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private static Process command(String... words) {
    return Process.of(List.of(words), List.of("PATH=/bin"), "/");
  }

  private static String firstLine(RunningContainer container) throws IOException {
    return new BufferedReader(new InputStreamReader(container.stdout(), StandardCharsets.UTF_8))
        .readLine();
  }
}
