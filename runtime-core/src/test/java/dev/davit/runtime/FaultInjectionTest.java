package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.program.Call;
import dev.davit.runtime.host.HostProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Fails every system call of a start once. The root filesystem has no mount points at all, so that
 * the calls that make them are among those that are failed.
 */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class FaultInjectionTest {

  private final ChangedPrograms programs = new ChangedPrograms();
  private Sandbox sandbox;
  private Set<String> conditional = Set.of();
  private int runs;

  private void open() throws Exception {
    sandbox = Sandbox.open(HostProbe.host(), programs);
    for (String name : List.of("proc", "dev", "sys")) {
      Files.delete(sandbox.root().resolve(name));
    }
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private ContainerRequest request() throws Exception {
    Path layer = Files.createDirectories(sandbox.directory().resolve("layer-" + ++runs));
    return sandbox
        .request(
            Specs.runc("busybox", "true"),
            new RootSource.Overlay(
                List.of(sandbox.root()),
                Files.createDirectory(layer.resolve("upper")),
                Files.createDirectory(layer.resolve("work"))))
        .withStdio(Stdio.none())
        .withUser("app");
  }

  @Test
  void blamesEveryCallExactlyAndLeavesNothing() throws Exception {
    open();
    Container healthy = sandbox.runtime().start(request());
    assertEquals(0, healthy.waitFor().code());
    healthy.delete();
    sandbox.settle();
    List<Call> calls = programs.last().calls();
    conditional =
        sandbox
            .runtime()
            .plan(request())
            .print()
            .lines()
            .filter(line -> line.startsWith(" "))
            .map(line -> line.strip().replaceFirst(" = <[^>]*>$", ""))
            .collect(Collectors.toSet());
    List<String> wrong = new ArrayList<>();
    for (int k = 0; k < calls.size(); k++) {
      if (calls.get(k).syscall().returns()) {
        String problem = fail(k, calls.get(k));
        if (!problem.isEmpty()) {
          wrong.add(k + " " + calls.get(k).print() + ": " + problem);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(calls.size() > 100, "only " + calls.size() + " calls");
  }

  /** Fails one call; gives what is wrong with how that went. */
  private String fail(int k, Call call) throws Exception {
    programs.change(plain -> plain.withFault(k, Errno.EIO));
    try {
      Container container = sandbox.runtime().start(request());
      String end;
      try {
        end = "exit code " + container.waitFor().code();
      } catch (ContainerException e) {
        end = e.getMessage();
      }
      container.delete();
      sandbox.assertNothingLeft();
      return call.onError().canFail() && end.equals("exit code 0") && !optional(call)
          ? "not made at all"
          : "";
    } catch (StepException e) {
      sandbox.assertNothingLeft();
      if (e.errno().orElse(null) != Errno.EIO) {
        return "errno: " + e.getMessage();
      }
      // of this container's own program: its name may be an argument
      String expected = programs.last().call(k).print();
      return e.call().orElse("").equals(expected) ? "" : "blamed: " + e.getMessage();
    }
  }

  /** Whether a start can do without this call: it depends on what earlier ones found. */
  private boolean optional(Call call) {
    return conditional.contains(call.print());
  }
}
