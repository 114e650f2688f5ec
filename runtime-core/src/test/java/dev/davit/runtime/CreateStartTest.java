package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.program.Call;
import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ExitStatus;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Creates and starts real containers in two steps; needs root and a static busybox. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class CreateStartTest {

  private final ChangedPrograms programs = new ChangedPrograms();
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.open(HostProbe.host(), programs);
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private CreatedContainer create(Spec spec, Stdio stdio) {
    return sandbox.runtime().create(sandbox.request(spec).withStdio(stdio), CreateOptions.DEFAULT);
  }

  @Test
  void waitsUntilItIsStartedAndIsAChildOfOurs() throws Exception {
    try (Pipe pipe = Pipe.open();
        Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", 2);
        CreatedContainer container =
            create(
                Specs.runc("sh", "-c", "echo started; exit 7"),
                new Stdio.Descriptors(nothing, pipe.writeEnd(), nothing))) {
      Runtime runtime = sandbox.runtime();
      assertTrue(runtime.state(container.id()) instanceof ContainerState.Created);
      assertEquals(List.of(container.pid()), runtime.processes(container.id()));
      runtime.start(container.id());
      byte[] bytes = new byte[100];
      int count = Content.read(pipe.readEnd(), bytes, 0, bytes.length);
      assertEquals("started\n", new String(bytes, 0, count, StandardCharsets.UTF_8));
      assertEquals(new ExitStatus.Exited(7), container.waitFor());
      assertEquals("stopped", runtime.state(container.id()).status());
      assertThrows(StateException.class, () -> runtime.start(container.id()));
      runtime.delete(container.id(), false);
    }
  }

  @Test
  void isNotStartedWhileItIsPaused() throws Exception {
    try (CreatedContainer container = create(Specs.runc("true"), Stdio.none())) {
      Runtime runtime = sandbox.runtime();
      runtime.pause(container.id());
      ContainerException e =
          assertThrows(ContainerException.class, () -> runtime.start(container.id()));
      assertTrue(e.getMessage().endsWith("cannot start: it is paused: resume it first"));
      runtime.resume(container.id());
      runtime.start(container.id());
      assertEquals(new ExitStatus.Exited(0), container.waitFor());
      runtime.delete(container.id(), false);
    }
  }

  @Test
  void blamesALimitOfMemoryInWhichNoInitCanLive() {
    Spec spec = Specs.patched(Specs.runc("true"), "{'linux':{'resources':{'memory':{'limit':1}}}}");
    StepException e = assertThrows(StepException.class, () -> create(spec, Stdio.none()));
    assertTrue(
        e.getMessage().endsWith("its init was OOM-killed: the limit of memory is too low"),
        e.getMessage());
  }

  @Test
  void holdsNothingOfTheHostsOpenWhileItWaits() throws Exception {
    try (CreatedContainer container = create(Specs.runc("true"), Stdio.none())) {
      List<String> expected = List.of("0 null", "1 null", "2 null", "3 outcome", "4 go");
      List<String> open = openFiles(container.pid());
      // it tells that it waits two calls before it does
      for (int i = 0; i < 6000 && !open.equals(expected); i++) {
        Thread.sleep(10);
        open = openFiles(container.pid());
      }
      assertEquals(expected, open);
      sandbox.runtime().delete(container.id(), false);
    }
  }

  private static List<String> openFiles(int pid) throws IOException {
    List<String> open = new ArrayList<>();
    try (var fds = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path fd : fds.sorted().toList()) {
        try {
          open.add(fd.getFileName() + " " + Files.readSymbolicLink(fd).getFileName());
        } catch (NoSuchFileException e) {
          // closed since it was listed
        }
      }
    }
    return open;
  }

  @Test
  void nothingOfAContainerOfTheHostsPidNamespaceLivesOnceItIsDeleted() throws Exception {
    Spec spec =
        Specs.runc("sh", "-c", "sleep 1000 & setsid sh -c 'sleep 1000; :' & exec sleep 1000");
    Linux linux = spec.linux().orElseThrow();
    List<Namespace> others =
        linux.namespaces().stream().filter(n -> n.type() != NamespaceType.PID).toList();
    try (CreatedContainer container =
        create(spec.withLinux(linux.withNamespaces(others)), Stdio.none())) {
      Runtime runtime = sandbox.runtime();
      runtime.start(container.id());
      List<Integer> pids = runtime.processes(container.id());
      for (int i = 0; i < 6000 && pids.size() < 4; i++) {
        Thread.sleep(10);
        pids = runtime.processes(container.id());
      }
      assertEquals(4, pids.size());
      runtime.delete(container.id(), true);
      // zombies may be there as long as the machine's first process takes its time
      assertEquals(
          List.of(), pids.stream().filter(pid -> ProcessIdentity.of(pid).isPresent()).toList());
    }
  }

  /** What a caller leaves that is killed after it has let init go. */
  @Test
  void runsOnceItsProgramDoesWhateverItsStateSays() throws Exception {
    try (CreatedContainer container = create(Specs.runc("sleep", "1000"), Stdio.none())) {
      Runtime runtime = sandbox.runtime();
      Path state = runtime.stateRoot().resolve("containers").resolve(container.id().value());
      Path starting = Files.move(state.resolve("go"), state.resolve("starting"));
      assertEquals("created", runtime.state(container.id()).status());
      Files.write(starting, new byte[] {1}, StandardOpenOption.WRITE);
      for (int i = 0; i < 6000 && runtime.state(container.id()).status().equals("created"); i++) {
        Thread.sleep(10);
      }
      assertEquals("running", runtime.state(container.id()).status());
      assertThrows(StateException.class, () -> runtime.start(container.id()));
      assertThrows(StateException.class, () -> runtime.delete(container.id(), false));
      runtime.kill(container.id(), Signal.KILL, false);
      assertEquals(new ExitStatus.Signaled(9, false), container.waitFor());
      runtime.delete(container.id(), false);
    }
  }

  @Test
  void isStartedAndDeletedByAnotherRuntime() throws Exception {
    try (CreatedContainer container = create(Specs.runc("sleep", "1000"), Stdio.none());
        Runtime other = Runtime.open(sandbox.runtime().stateRoot())) {
      other.start(container.id());
      assertEquals("running", other.state(container.id()).status());
      assertThrows(StateException.class, () -> other.start(container.id()));
      assertThrows(StateException.class, () -> other.delete(container.id(), false));
      other.kill(container.id(), Signal.KILL, false);
      assertEquals(new ExitStatus.Signaled(9, false), container.waitFor());
      other.delete(container.id(), false);
    }
  }

  @Test
  void tellsWhoeverCreatesItThatItsProgramIsNotThere() {
    StepException e =
        assertThrows(StepException.class, () -> create(Specs.runc("nothing"), Stdio.none()));
    assertEquals(StepException.NOT_FOUND, e.exitCode());
    assertTrue(e.getMessage().contains("find nothing: ENOENT"), e.getMessage());
  }

  @Test
  void tellsWhoeverStartsItThatItsProgramCannotBeExecuted() throws Exception {
    Path broken = Files.writeString(sandbox.root().resolve("bin/broken"), "#!/no/interpreter\n");
    broken.toFile().setExecutable(true);
    try (CreatedContainer container = create(Specs.runc("broken"), Stdio.none())) {
      StepException e =
          assertThrows(StepException.class, () -> sandbox.runtime().start(container.id()));
      assertTrue(e.getMessage().contains("execute broken: ENOENT"), e.getMessage());
      assertEquals(new ExitStatus.Exited(1), container.waitFor());
      assertEquals("stopped", sandbox.runtime().state(container.id()).status());
      sandbox.runtime().delete(container.id(), false);
    }
  }

  private static Hook hook(String script) {
    return new Hook(
        "/bin/sh",
        List.of("sh", "-c", script),
        List.of("PATH=/bin:/usr/bin"),
        Optional.empty(),
        Map.of());
  }

  @Test
  void runsHooksAtTheirTimes() throws Exception {
    Path log = sandbox.directory().resolve("log");
    Hook outside = hook("grep -o '\"status\":\"[a-z]*\"' >>" + log);
    Hook inside = hook("echo inside >>/tmp/log");
    Hooks hooks =
        new Hooks(
            List.of(),
            List.of(outside),
            List.of(),
            List.of(inside),
            List.of(outside),
            List.of(outside),
            Map.of());
    try (CreatedContainer container =
        create(Specs.runc("sleep", "1000").withHooks(hooks), Stdio.none())) {
      assertEquals("\"status\":\"created\"\n", Files.readString(log));
      sandbox.runtime().start(container.id());
      assertEquals("inside\n", Files.readString(sandbox.root().resolve("tmp/log")));
      sandbox.runtime().delete(container.id(), true);
      assertEquals(
          "\"status\":\"created\"\n\"status\":\"running\"\n\"status\":\"stopped\"\n",
          Files.readString(log));
    }
  }

  @Test
  void blamesEveryCallExactlyAndLeavesNothing() throws Exception {
    try (CreatedContainer healthy = create(Specs.runc("true"), Stdio.none())) {
      sandbox.runtime().start(healthy.id());
      assertEquals(new ExitStatus.Exited(0), healthy.waitFor());
      sandbox.runtime().delete(healthy.id(), false);
    }
    sandbox.settle();
    List<Call> calls = programs.last().calls();
    List<String> wrong = new ArrayList<>();
    for (int k = 0; k < calls.size(); k++) {
      // what lies between is the same as in a start at once, where every call is failed
      boolean own = k < 8 || k > calls.size() - 25 || Boolean.getBoolean("davit.faults.all");
      if (own && calls.get(k).syscall().returns()) {
        String problem = fail(k);
        if (!problem.isEmpty()) {
          wrong.add(k + " " + calls.get(k).print() + ": " + problem);
        }
        sandbox.assertNothingLeft();
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(calls.size() > 100, "only " + calls.size() + " calls");
  }

  /** Fails one call; gives what is wrong with who is blamed, if anybody is. */
  private String fail(int k) throws Exception {
    programs.change(plain -> plain.withFault(k, Errno.EIO));
    Optional<CreatedContainer> created = Optional.empty();
    try {
      created = Optional.of(create(Specs.runc("true"), Stdio.none()));
      sandbox.runtime().start(created.get().id());
      return "";
    } catch (StepException e) {
      // between its last word to whoever creates it and its first to whoever starts it
      if (e.getMessage().contains("its init has ended")
          || e.getMessage().contains("its init ended before all was made")) {
        return "";
      }
      if (e.errno().orElse(null) != Errno.EIO) {
        return "errno: " + e.getMessage();
      }
      String expected = programs.last().call(k).print();
      return e.call().orElse("").equals(expected) ? "" : "blamed: " + e.getMessage();
    } catch (StateException e) {
      // as above, and it was noticed earlier
      return e.getMessage().contains("it is stopped") ? "" : e.getMessage();
    } finally {
      if (created.isPresent()) {
        created.get().waitFor();
        sandbox.runtime().delete(created.get().id(), false);
        created.get().close();
      }
    }
  }
}
