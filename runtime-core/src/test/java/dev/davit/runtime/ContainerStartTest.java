package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Signal;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.state.ExitStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Starts real containers; needs root and a static busybox. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class ContainerStartTest extends WithSandbox {

  @Test
  void runsAndGivesTheExitCode() throws Exception {
    Container container = sandbox.start(Specs.runc("sh", "-c", "echo hello; exit 7"));
    assertEquals("hello\n", text(container));
    assertEquals(7, container.waitFor().code());
    container.delete();
  }

  @Test
  void seesItselfAsFirstProcessOnItsOwnHost() throws Exception {
    Container container =
        sandbox.start(Specs.runc("sh", "-c", "echo $$; hostname; ls /proc/1/exe"));
    assertEquals("1\nbox\n/proc/1/exe\n", text(container));
    assertEquals(0, container.waitFor().code());
    container.delete();
  }

  @Test
  void saysThatTheProgramIsNotThere() {
    StepException e =
        assertThrows(StepException.class, () -> sandbox.start(Specs.runc("nothing-of-this-name")));
    assertEquals(StepException.NOT_FOUND, e.exitCode());
    assertTrue(e.getMessage().contains("execute nothing-of-this-name: ENOENT"), e.getMessage());
    assertTrue(e.getMessage().contains("; no directory of PATH has it"), e.getMessage());
  }

  @Test
  void saysThatADirectoryCannotBeMountedOnAFile() {
    Spec spec = Specs.runc("true");
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.add(Mount.of("/etc/passwd", "bind", sandbox.directory().toString(), List.of("rbind")));
    StepException e =
        assertThrows(StepException.class, () -> sandbox.start(spec.withMounts(mounts)));
    assertTrue(
        e.getMessage().endsWith("; a directory cannot be mounted on a file"), e.getMessage());
  }

  @Test
  void saysThatTheProgramIsNotExecutable() {
    StepException e =
        assertThrows(StepException.class, () -> sandbox.start(Specs.runc("/etc/passwd")));
    assertEquals(StepException.NOT_EXECUTABLE, e.exitCode());
    assertTrue(e.getMessage().contains("EACCES"), e.getMessage());
  }

  @Test
  void deliversSignals() throws Exception {
    Spec spec = Specs.runc("sh", "-c", "trap 'exit 3' TERM; echo up; while :; do sleep 0.01; done");
    Container container = sandbox.start(spec);
    assertEquals('u', container.stdout().read());
    container.kill(Signal.TERM);
    assertEquals(3, container.waitFor(Duration.ofSeconds(60)).orElseThrow().code());
    container.delete();
  }

  @Test
  void tellsTheSignalThatKilledIt() throws Exception {
    Container container = sandbox.start(Specs.runc("sleep", "1000"));
    container.kill(Signal.KILL);
    ContainerExit exit = container.waitFor(Duration.ofSeconds(60)).orElseThrow();
    assertEquals(new ExitStatus.Signaled(9, false), exit.status());
    assertEquals(137, exit.code());
    container.delete();
  }

  private static String text(Container container) throws Exception {
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    return out + new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
  }
}
