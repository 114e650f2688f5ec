package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.OnError;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.oci.DavitException;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.launch.ProgramChange;
import dev.davit.runtime.plan.StartPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every system call of the default start program fails once: the error says which call of which
 * step it was, and nothing is left of the container.
 */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
@OnOneJava
class DefaultStartFaultsTest {
  private static final Pattern NAME = Pattern.compile("<[a-z_][^<>=]*>|\\d+");

  private final List<String> problems = new ArrayList<>();
  private DefaultContainer container;
  private Path state;

  @BeforeEach
  void lookOnce() {
    container = DefaultContainer.ofBusybox();
    state = Workspace.directory("faults").resolve("state");
  }

  /** Which call is to fail, and what the program was in which it did. */
  private static final class Fault {
    private final int index;
    private final Errno errno;
    private SyscallProgram program;

    Fault(int index, Errno errno) {
      this.index = index;
      this.errno = errno;
    }

    SyscallProgram into(SyscallProgram whole) {
      program = whole;
      return whole.withFault(index, errno);
    }

    Call call() {
      return program.call(index);
    }
  }

  @Test
  void namesTheCallAndLeavesNothing() throws Exception {
    Errno errno = Errno.EIO; // what no program of ours expects anywhere
    StartPlan plan = plan();
    List<Boolean> optional = optional(plan);
    HostSnapshot before = HostSnapshot.take();
    int blamed = 0;
    for (int k = 0; k < plan.program().calls().size(); k++) {
      if (!plan.program().call(k).syscall().returns()) {
        continue; // exit_group cannot fail
      }
      Fault fault = new Fault(k, errno);
      boolean failed = fails(fault, plan);
      blamed += failed ? 1 : 0;
      if (!failed && !optional.get(k) && strict(fault.call()) && !afterExec(plan, k)) {
        problems.add(k + " " + plan.callText(k) + ": its failure was overlooked");
      }
      for (String leak : LeakCheck.leaks(before)) {
        problems.add(k + " " + plan.callText(k) + ": left " + leak);
      }
    }
    assertEquals(List.of(), problems);
    assertTrue(blamed > 40, "only " + blamed + " calls were blamed");
  }

  @Test
  void theSameStartWithoutAFaultSucceeds() throws Exception {
    try (Runtime runtime = Runtime.open(state)) {
      Container started = runtime.start(container.request("no-fault", Stdio.none()));
      assertEquals(0, started.waitFor().code());
      started.delete();
    }
  }

  /** Starts with the fault; true if the start failed, and as it should. */
  @SuppressWarnings("try") // the change does what it is for by being open
  private boolean fails(Fault fault, StartPlan plan) throws InterruptedException {
    String what = fault.index + " " + plan.callText(fault.index);
    try (Runtime runtime = Runtime.open(state);
        ProgramChange change = ProgramChange.of(fault::into)) {
      Container started = runtime.start(container.request("faulty", Stdio.none()));
      try {
        Optional<ContainerExit> exit = started.waitFor(Tool.DEADLINE);
        if (exit.isEmpty()) {
          problems.add(what + ": the container never ended");
        }
      } catch (DavitException unknownExit) {
        if (!afterExec(plan, fault.index)) {
          problems.add(what + ": started, but " + unknownExit.getMessage());
        }
      } finally {
        started.delete();
      }
      return false;
    } catch (StepException e) {
      judge(e, fault, plan, what);
      if (!Runtime.open(state).containers().isEmpty()) {
        problems.add(what + ": the container is still listed");
      }
      return true;
    }
  }

  private void judge(StepException e, Fault fault, StartPlan plan, String what) {
    if (!e.errno().equals(Optional.of(fault.errno))) {
      problems.add(what + ": blamed " + e.errno() + " in: " + e.getMessage());
    }
    if (!sameCall(plan.callText(fault.index), e.call().orElse(""))) {
      problems.add(what + ": blamed the call " + e.call());
    }
    if (!e.step().equals(plan.stepOf(fault.index))) {
      problems.add(what + ": blamed the step " + e.step() + ", not " + plan.stepOf(fault.index));
    }
    if (!e.getMessage().contains(fault.errno.name())
        || !e.getMessage().contains(e.call().orElse("?"))) {
      problems.add(what + ": says " + e.getMessage());
    }
    if (e.getSuppressed().length > 0) {
      problems.add(what + ": could not undo " + e.getSuppressed()[0]);
    }
  }

  private static boolean sameCall(String planned, String blamed) {
    return NAME.matcher(planned).replaceAll("#").equals(NAME.matcher(blamed).replaceAll("#"));
  }

  private static boolean strict(Call call) {
    return call.onError().equals(OnError.FAIL);
  }

  /** Calls that the supervisor makes when the program runs already, or that report a failure. */
  private static boolean afterExec(StartPlan plan, int index) {
    String step = plan.stepOf(index);
    return step.contains("wait for init") || step.contains("on failure") || step.contains("let go");
  }

  private StartPlan plan() {
    try (Runtime runtime = Runtime.open(state)) {
      return runtime.plan(container.request("faulty", Stdio.none()));
    }
  }

  /** For each call of the program whether it is made only when something is missing. */
  private static List<Boolean> optional(StartPlan plan) {
    List<String> calls =
        plan.print().lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList();
    int prepared = calls.size() - plan.program().calls().size();
    return calls.stream().skip(prepared).map(l -> l.startsWith("    ")).toList();
  }
}
