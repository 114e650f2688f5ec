package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.program.Call;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.host.HostProbe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Fails every system call of an execution once. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class ExecFaultsTest {

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

  private static ExecRequest request(Stdio stdio) {
    Process process =
        Process.of(List.of("true"), List.of("PATH=/sbin:/bin"), "/tmp")
            .withCapabilities(Capabilities.of(List.of("CAP_KILL")))
            .withOomScoreAdj(100)
            .withNoNewPrivileges(true);
    return ExecRequest.of(process, stdio).withUser("app");
  }

  @Test
  void blamesEveryCallExactlyAndLeavesNothing() throws Exception {
    Container container = sandbox.start(Specs.runc("sleep", "1000"));
    for (Stdio stdio : List.of(Stdio.none(), Stdio.terminal(0, 0))) {
      programs.changeNothing();
      try (ExecSession healthy = sandbox.runtime().exec(container.id(), request(stdio))) {
        assertEquals(0, healthy.waitFor().code());
      }
      List<Call> calls = programs.last().calls();
      List<String> wrong = new ArrayList<>();
      int processes = sandbox.runtime().processes(container.id()).size();
      for (int k = 0; k < calls.size(); k++) {
        if (calls.get(k).syscall().returns()) {
          String problem = fail(container, stdio, k, calls.get(k));
          if (!problem.isEmpty()) {
            wrong.add(k + " " + calls.get(k).print() + ": " + problem);
          }
          assertEquals(processes, sandbox.runtime().processes(container.id()).size());
        }
      }
      assertEquals(List.of(), wrong);
      assertTrue(calls.size() > 20, "only " + calls.size() + " calls");
    }
    programs.changeNothing();
    // closing the sandbox checks what is left
    container.delete();
  }

  /** Fails one call; gives what is wrong with how that went. */
  private String fail(Container container, Stdio stdio, int k, Call call) throws Exception {
    programs.change(plain -> plain.withFault(k, Errno.EIO));
    try (ExecSession session = sandbox.runtime().exec(container.id(), request(stdio))) {
      int code = session.waitFor().code();
      boolean conditional =
          call.print().contains("unreachable") || call.print().contains("<program>");
      return call.onError().canFail() && !conditional ? "passed over: exit code " + code : "";
    } catch (StepException e) {
      if (e.errno().orElse(null) != Errno.EIO) {
        return "errno: " + e.getMessage();
      }
      String expected = programs.last().call(k).print();
      return e.call().orElse("").equals(expected) ? "" : "blamed: " + e.getMessage();
    }
  }
}
