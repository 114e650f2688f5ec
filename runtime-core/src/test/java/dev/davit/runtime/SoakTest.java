package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.linux.Signal;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.state.ExitStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The same again and again, in one JVM: nothing of it may stay there. {@code -Ddavit.execs=100000}
 * and {@code -Ddavit.cycles=10000} make soaks of it, in which the memory of the JVM is judged too.
 */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class SoakTest extends WithSandbox {

  /** One turn of a soak. */
  @FunctionalInterface
  private interface Turn {
    void run() throws Exception;
  }

  private void soak(String what, int count, Turn turn) throws Exception {
    turn.run();
    sandbox.settle();
    Footprint.Course course = new Footprint.Course(what, count);
    for (int i = 1; i <= count; i++) {
      turn.run();
      course.after(i);
    }
    assertEquals(List.of(), course.growth());
    sandbox.assertNoDescriptorsLeft();
  }

  @Test
  void executionsInOneContainerKeepNothing() throws Exception {
    Container container = sandbox.start(Specs.runc("sleep", "1000000"));
    Process process = Process.of(List.of("true"), List.of("PATH=/bin"), "/");
    soak(
        "exec",
        Integer.getInteger("davit.execs", 100),
        () -> {
          try (ExecSession session =
              sandbox.runtime().exec(container.id(), ExecRequest.of(process, Stdio.none()))) {
            assertEquals(0, session.waitFor().code());
          }
        });
    container.delete();
  }

  @Test
  void livesOfContainersKeepNothing() throws Exception {
    soak(
        "create, start, kill, delete",
        Integer.getInteger("davit.cycles", 20),
        () -> {
          try (CreatedContainer container =
              sandbox
                  .runtime()
                  .create(
                      sandbox.request(Specs.runc("sleep", "1000")).withStdio(Stdio.none()),
                      CreateOptions.DEFAULT)) {
            sandbox.runtime().start(container.id());
            sandbox.runtime().kill(container.id(), Signal.KILL, false);
            assertEquals(new ExitStatus.Signaled(9, false), container.waitFor());
            sandbox.runtime().delete(container.id(), false);
          }
        });
  }
}
