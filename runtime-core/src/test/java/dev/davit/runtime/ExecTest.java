package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Pipe;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.SeccompSyscall;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.state.ExitStatus;
import dev.davit.runtime.state.StateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Executes processes in real containers; needs root and a static busybox. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class ExecTest extends WithSandbox {

  private static final String PATH = "PATH=/bin";

  private static Process process(String... args) {
    return Process.of(List.of(args), List.of(PATH), "/");
  }

  private Container sleeper() {
    return sandbox.start(Specs.runc("sleep", "1000"));
  }

  private ExecSession exec(Container container, Process process) {
    return sandbox.runtime().exec(container.id(), ExecRequest.of(process, Stdio.pipes()));
  }

  private static String output(ExecSession session) throws Exception {
    try (session) {
      String text = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
      text += new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8);
      session.waitFor();
      return text;
    }
  }

  private String run(Container container, String script) throws Exception {
    return output(exec(container, process("sh", "-c", script)));
  }

  @Test
  void isInTheNamespacesAndTheCgroupOfTheContainer() throws Exception {
    Container container = sleeper();
    List<String> namespaces = List.of("mnt", "pid", "net", "ipc", "uts", "cgroup", "user");
    StringBuilder expected = new StringBuilder();
    for (String name : namespaces) {
      expected.append(
          Files.readSymbolicLink(Path.of("/proc/" + container.pid() + "/ns/" + name)) + "\n");
    }
    String script =
        "for n in " + String.join(" ", namespaces) + "; do readlink /proc/self/ns/$n; done";
    assertEquals(expected.toString(), run(container, script));
    String ours = Files.readString(Path.of("/proc/" + container.pid() + "/cgroup"));
    try (ExecSession session = exec(container, process("sleep", "1000"))) {
      assertEquals(ours, Files.readString(Path.of("/proc/" + session.pid() + "/cgroup")));
      assertTrue(sandbox.runtime().processes(container.id()).contains(session.pid()));
      session.kill(Signal.KILL);
      assertEquals(new ExitStatus.Signaled(9, false), session.waitFor().status());
    }
    container.delete();
  }

  @Test
  void followsAContainerThatSomebodyHasMoved() throws Exception {
    Container container = sleeper();
    Path own =
        sandbox
            .runtime()
            .state(container.id())
            .description()
            .cgroup()
            .flatMap(path -> Cgroup.open(HostProbe.host().cgroups(), path).directory())
            .orElseThrow();
    Path elsewhere = Files.createDirectory(own.resolveSibling(own.getFileName() + "-moved"));
    try {
      for (String pid : Files.readAllLines(own.resolve("cgroup.procs"))) {
        Files.writeString(elsewhere.resolve("cgroup.procs"), pid);
      }
      Files.delete(own);
      String moved = Files.readString(Path.of("/proc/" + container.pid() + "/cgroup"));
      assertTrue(moved.contains("-moved"), moved);
      try (ExecSession session = exec(container, process("sleep", "1000"))) {
        assertEquals(moved, Files.readString(Path.of("/proc/" + session.pid() + "/cgroup")));
        session.kill(Signal.KILL);
        session.waitFor();
      }
    } finally {
      container.kill(Signal.KILL);
      container.waitFor();
      container.delete();
      Files.delete(elsewhere);
    }
  }

  @Test
  void givesTheExitCodeAndReadsItsInput() throws Exception {
    Container container = sleeper();
    try (ExecSession session = exec(container, process("sh", "-c", "cat; exit 7"))) {
      session.stdin().write("typed".getBytes(StandardCharsets.UTF_8));
      session.stdin().close();
      assertEquals("typed", new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(7, session.waitFor().code());
    }
    container.delete();
  }

  @Test
  void becomesWhoItIsToldWithTheRightsThatItIsGiven() throws Exception {
    Container container = sleeper();
    Process plain = process("sh", "-c", "id; grep -E 'Cap(Prm|Bnd)|NoNew' /proc/self/status");
    ExecSession session =
        sandbox
            .runtime()
            .exec(
                container.id(),
                ExecRequest.of(
                        plain
                            .withNoNewPrivileges(true)
                            .withCapabilities(Capabilities.of(List.of("CAP_KILL"))),
                        Stdio.pipes())
                    .withUser("app"));
    assertEquals(
        "uid=1000(app) gid=1001(app) groups=29(audio),44(video),1001(app)\n"
            + "CapPrm:\t0000000000000000\nCapBnd:\t0000000000000020\nNoNewPrivs:\t1\n",
        output(session));
    container.delete();
  }

  @Test
  void worksFromAnotherRuntimeOnTheSameState() throws Exception {
    Container container = sleeper();
    try (Runtime other = Runtime.open(sandbox.runtime().stateRoot())) {
      ExecSession session =
          other.exec(container.id(), ExecRequest.of(process("hostname"), Stdio.pipes()));
      assertEquals("box\n", output(session));
    }
    container.delete();
  }

  @Test
  void isFilteredAsTheContainerIs() throws Exception {
    Seccomp seccomp =
        new Seccomp(
            SeccompAction.SCMP_ACT_ALLOW,
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new SeccompSyscall(
                    List.of("mkdir", "mkdirat"),
                    SeccompAction.SCMP_ACT_ERRNO,
                    Optional.empty(),
                    List.of(),
                    Map.of())),
            Map.of());
    Spec spec = Specs.runc("sleep", "1000");
    Container container =
        sandbox.start(spec.withLinux(spec.linux().orElseThrow().withSeccomp(seccomp)));
    try (Runtime other = Runtime.open(sandbox.runtime().stateRoot())) {
      ExecSession session =
          other.exec(
              container.id(),
              ExecRequest.of(
                  process("sh", "-c", "mkdir /tmp/x; grep Seccomp: /proc/self/status"),
                  Stdio.pipes()));
      assertEquals(
          "Seccomp:\t2\nmkdir: can't create directory '/tmp/x': Operation not permitted\n",
          output(session));
    }
    container.delete();
  }

  @Test
  void hasATerminalInTheContainer() throws Exception {
    Container container = sleeper();
    try (ExecSession session =
        sandbox
            .runtime()
            .exec(
                container.id(),
                ExecRequest.of(
                    process("sh", "-c", "tty; stty size; ls -l /proc/self/fd/0 | grep -c pts"),
                    Stdio.terminal(20, 90)))) {
      String text = new String(session.console().output().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("/dev/pts/0\r\n20 90\r\n1\r\n", text);
      assertEquals(0, session.waitFor().code());
    }
    container.delete();
  }

  @Test
  void entersAUserNamespaceAsItsUser() throws Exception {
    Spec spec = Specs.runc("sleep", "1000");
    List<Namespace> namespaces = new ArrayList<>(spec.linux().orElseThrow().namespaces());
    namespaces.add(Namespace.created(NamespaceType.USER));
    IdMapping map = new IdMapping(0, 100000, 65536, Map.of());
    Container container =
        sandbox.start(
            spec.withLinux(
                spec.linux()
                    .orElseThrow()
                    .withNamespaces(namespaces)
                    .withUidMappings(List.of(map))
                    .withGidMappings(List.of(map))));
    ExecSession session =
        sandbox
            .runtime()
            .exec(
                container.id(),
                ExecRequest.of(
                        process("sh", "-c", "id -u; echo out >/proc/self/fd/1"), Stdio.pipes())
                    .withUser("app"));
    assertEquals("1000\nout\n", output(session));
    container.delete();
  }

  @Test
  void inheritsNothingThatItWasNotGiven() throws Exception {
    Container container = sleeper();
    // the last is the directory that ls reads
    assertEquals("0\n1\n2\n3\n", run(container, "ls /proc/self/fd"));
    try (Pipe pipe = Pipe.open()) {
      Content.writeAll(pipe.writeEnd(), "through a pipe\n".getBytes(StandardCharsets.UTF_8));
      List<Fd> passed = List.of(pipe.readEnd(), pipe.writeEnd());
      ExecSession session =
          sandbox
              .runtime()
              .exec(
                  container.id(),
                  ExecRequest.of(
                          process("sh", "-c", "head -n 1 <&3; ls /proc/self/fd"), Stdio.pipes())
                      .withPassed(passed));
      assertEquals("through a pipe\n0\n1\n2\n3\n4\n5\n", output(session));
    }
    container.delete();
  }

  @Test
  void refusesAWorkingDirectoryThatIsNotInsideTheRoot() throws Exception {
    Container container = sleeper();
    for (int fd = 3; fd < 12; fd++) {
      Process process = process("pwd").withCwd("/proc/self/fd/" + fd);
      StepException e = assertThrows(StepException.class, () -> exec(container, process));
      assertTrue(e.getMessage().contains("change to the working directory"), e.getMessage());
    }
    container.delete();
  }

  @Test
  void blamesTheProgramThatIsNotThere() throws Exception {
    Container container = sleeper();
    StepException e =
        assertThrows(StepException.class, () -> exec(container, process("nothing-of-this-name")));
    assertEquals(StepException.NOT_FOUND, e.exitCode());
    assertTrue(e.getMessage().contains("execute nothing-of-this-name: ENOENT"), e.getMessage());
    container.delete();
  }

  @Test
  void refusesAContainerThatIsPausedOrHasEnded() throws Exception {
    Container container = sleeper();
    Runtime runtime = sandbox.runtime();
    runtime.pause(container.id());
    assertTrue(runtime.isPaused(container.id()));
    ContainerException paused =
        assertThrows(ContainerException.class, () -> exec(container, process("true")));
    assertTrue(paused.getMessage().contains("it is paused"), paused.getMessage());
    runtime.resume(container.id());
    assertFalse(runtime.isPaused(container.id()));
    assertEquals("", run(container, "true"));
    container.kill(Signal.KILL);
    container.waitFor();
    StateException ended =
        assertThrows(StateException.class, () -> exec(container, process("true")));
    assertTrue(ended.getMessage().contains("it is stopped"), ended.getMessage());
    container.delete();
  }

  @Test
  void changesLimitsOfARunningContainer() throws Exception {
    Spec spec = Specs.runc("sleep", "1000");
    Resources asked = Resources.empty().withMemory(Memory.empty().withLimit(64L << 20));
    Container container =
        sandbox.start(spec.withLinux(spec.linux().orElseThrow().withResources(asked)));
    sandbox
        .runtime()
        .update(container.id(), Resources.empty().withMemory(Memory.empty().withLimit(32L << 20)));
    assertEquals(
        Optional.of(32L << 20), sandbox.runtime().stats(container.id()).memoryLimitBytes());
    container.delete();
  }
}
