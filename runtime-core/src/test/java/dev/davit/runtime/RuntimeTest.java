package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.Signal;
import dev.davit.oci.DavitException;
import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Many containers, containers of other runtimes, and starts that fail before anything runs. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class RuntimeTest extends WithSandbox {

  @Test
  void startsManyAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> codes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int code = i;
        codes.add(threads.submit(() -> runOne(code)));
      }
      for (int i = 0; i < codes.size(); i++) {
        assertEquals(i, codes.get(i).get());
      }
    } finally {
      threads.shutdown();
    }
  }

  private int runOne(int code) throws Exception {
    Container container = sandbox.start(Specs.runc("sh", "-c", "exit " + code));
    int got = container.waitFor().code();
    container.delete();
    return got;
  }

  @Test
  void anotherRuntimeSeesSignalsAwaitsAndRemoves() throws Exception {
    Container container = sandbox.start(Specs.runc("sleep", "1000"));
    try (Runtime other = Runtime.open(sandbox.runtime().stateRoot())) {
      ContainerState state = other.state(container.id());
      assertTrue(state instanceof ContainerState.Running, state.toString());
      assertEquals(container.pid(), state.process().orElseThrow().pid());
      assertEquals(List.of(container.id()), other.containers().stream().map(c -> c.id()).toList());
      assertEquals(Optional.empty(), other.awaitExit(container.id(), Duration.ofMillis(20)));
      assertThrows(StateException.class, () -> other.delete(container.id(), false));
      other.kill(container.id(), Signal.KILL, false);
      ContainerExit exit = other.awaitExit(container.id(), Duration.ofSeconds(60)).orElseThrow();
      assertEquals(137, exit.code());
      assertEquals("stopped", other.state(container.id()).status());
      other.delete(container.id(), false);
      assertEquals(List.of(), other.entries());
    }
    container.delete();
  }

  @Test
  void removesARunningContainerByForce() {
    Container container = sandbox.start(Specs.runc("sleep", "1000"));
    try (Runtime other = Runtime.open(sandbox.runtime().stateRoot())) {
      other.delete(container.id(), true);
      assertThrows(StateException.class, () -> other.state(container.id()));
    }
    container.delete();
  }

  @Test
  void refusesANameThatIsTaken() throws Exception {
    ContainerRequest request = sandbox.request(Specs.runc("sleep", "1000"));
    Container container = sandbox.runtime().start(request);
    StateException e = assertThrows(StateException.class, () -> sandbox.runtime().start(request));
    assertEquals(StateException.Kind.ALREADY_EXISTS, e.kind());
    assertEquals("running", sandbox.runtime().state(request.id()).status());
    container.delete();
  }

  @Test
  void refusesARootThatIsAFile() throws Exception {
    Path file = Files.writeString(sandbox.directory().resolve("file"), "");
    assertBlames(
        sandbox.request(Specs.runc("sh"), new RootSource.Directory(file)),
        "clone " + file,
        Errno.ENOTDIR);
  }

  @Test
  void refusesARootThatIsMissing() throws Exception {
    Path missing = sandbox.directory().resolve("missing");
    assertBlames(
        sandbox.request(Specs.runc("sh"), new RootSource.Directory(missing)),
        "clone " + missing,
        Errno.ENOENT);
  }

  @Test
  void refusesABindSourceThatIsMissing() throws Exception {
    Spec spec = Specs.runc("sh");
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.add(Mount.of("/data", "bind", "/nothing/of/this/name", List.of("bind")));
    assertBlames(
        sandbox.request(spec.withMounts(mounts)), "clone /nothing/of/this/name", Errno.ENOENT);
  }

  private void assertBlames(ContainerRequest request, String step, Errno errno) throws Exception {
    StepException e = assertThrows(StepException.class, () -> sandbox.runtime().start(request));
    assertEquals(step, e.step());
    assertEquals(Optional.of(errno), e.errno());
    assertEquals(StepException.RUNTIME_FAILED, e.exitCode());
    sandbox.assertNothingLeft();
  }

  @Test
  void refusesAUserThatIsNotKnown() throws Exception {
    ContainerRequest request = sandbox.request(Specs.runc("sh")).withUser("nobody-knows");
    StepException e = assertThrows(StepException.class, () -> sandbox.runtime().start(request));
    assertTrue(
        e.getMessage().endsWith("user \"nobody-knows\": not in /etc/passwd of the root filesystem"),
        e.getMessage());
    sandbox.assertNothingLeft();
  }

  @Test
  void refusesALimitThatCannotBeEnforced() throws Exception {
    Spec spec = Specs.runc("sh");
    Linux linux = spec.linux().orElseThrow();
    Cpu impossible =
        new Cpu(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("900-901"),
            Optional.empty(),
            Optional.empty(),
            java.util.Map.of());
    ContainerRequest request =
        sandbox.request(spec.withLinux(linux.withResources(Resources.empty().withCpu(impossible))));
    assertThrows(DavitException.class, () -> sandbox.runtime().start(request));
    sandbox.assertNothingLeft();
  }

  @Test
  void recordsAContainerThatEndsAtOnce() throws Exception {
    Container container = sandbox.start(Specs.runc("true"));
    assertEquals(0, container.waitFor().code());
    assertEquals("stopped", sandbox.runtime().state(container.id()).status());
    sandbox.runtime().delete(container.id(), false);
    container.delete();
  }
}
