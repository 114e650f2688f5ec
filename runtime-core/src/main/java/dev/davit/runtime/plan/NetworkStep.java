package dev.davit.runtime.plan;

import dev.davit.linux.Errno;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.program.CloneArguments;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.CredentialCalls;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.SignalCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.Width;
import dev.davit.runtime.NetworkHelper;
import java.util.List;

/**
 * What the supervisor does for a network that a program of the host serves. The namespace has been
 * made before, because whoever has entered it cannot go back to the host's, which belongs to
 * another user namespace.
 */
sealed interface NetworkStep extends Step {

  /** The name of the namespace in {@code /proc/self/ns}. */
  String NAMESPACE = "net";

  /** Where the number of the program's process is. */
  String HELPER = "network helper";

  /** The step of which a failure is explained by what the program has said. */
  String AWAIT = "wait until the network is connected";

  /**
   * Starts the program in the host's network and waits until it is ready.
   *
   * @param helper the program
   */
  record Connect(NetworkHelper helper) implements NetworkStep {
    @Override
    public String title() {
      return "start " + helper.name();
    }

    @Override
    public void lower(Lowering to) {
      Data ready = Data.buffer("network is ready", 8);
      Slot process = to.slot(HELPER);
      String started = to.freshLabel("started");
      to.call(FileCalls.pipe2(ready, OpenFlags.O_CLOEXEC));
      to.call(ProcessCalls.getpid().into(to.slot("supervisor")));
      to.call(ProcessCalls.clone3(CloneArguments.of(0, Signal.CHLD.number())).into(process));
      to.jumpIf(process, Condition.NE, 0, started);
      to.conditional(() -> execute(ready, to));
      to.label(started);
      to.begin(AWAIT);
      to.call(FileCalls.close(ready.slot(4, Width.INT)));
      await(ready.slot(0, Width.INT), process, to);
      to.call(FileCalls.close(ready.slot(0, Width.INT)));
    }

    /** The report, number 3, stays open to tell of a failure, and closes on execve(2). */
    private void execute(Data ready, Lowering to) {
      to.call(CredentialCalls.prctlSetPdeathsig(Signal.KILL.number()));
      endIfAlone(to);
      // keys of a terminal are the container's
      to.call(ProcessCalls.setsid());
      to.call(
          FileCalls.dup3(to.descriptor(DescriptorNames.namespace(NAMESPACE)), Operand.of(0), 0));
      to.call(FileCalls.dup3(to.descriptor(DescriptorNames.NETWORK_LOG), Operand.of(1), 0));
      to.call(FileCalls.dup3(to.descriptor(DescriptorNames.NETWORK_LOG), Operand.of(2), 0));
      to.call(FileCalls.dup3(ready.slot(4, Width.INT), Operand.of(helper.ready()), 0));
      to.call(FileCalls.closeRange(Operand.of(NetworkHelper.READY + 1), SupervisorStep.LAST, 0));
      to.call(
          ProcessCalls.execve(
              helper.program().toString(),
              helper.arguments(),
              List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C")));
    }

    /** A supervisor that was killed before this had its name on the list tells nobody. */
    private static void endIfAlone(Lowering to) {
      Slot parent = to.slot("parent");
      String alive = to.freshLabel("supervised");
      to.call(ProcessCalls.getppid().into(parent));
      to.compute(parent, parent, Operation.SUBTRACT, to.slot("supervisor"));
      to.jumpIf(parent, Condition.EQ, 0, alive);
      to.call(ProcessCalls.exitGroup(1));
      to.label(alive);
    }

    /** The end of file says that it has ended; then a signal cannot be sent to it any more. */
    private static void await(Slot pipe, Slot process, Lowering to) {
      Slot count = to.slot("ready");
      String connected = to.freshLabel("connected");
      String look = to.here("await network");
      to.call(
          FileCalls.read(pipe, Data.buffer("ready?", 8)).into(count).onError(Errno.EINTR, look));
      to.jumpIf(count, Condition.GT, 0, connected);
      to.conditional(
          () -> {
            end(process, to);
            to.call(SignalCalls.kill(process, 0));
          });
      to.label(connected);
    }
  }

  /** In init, the number of the program's process means nothing. */
  record Forget() implements NetworkStep {
    @Override
    public String title() {
      return "leave the network to the supervisor";
    }

    @Override
    public void lower(Lowering to) {
      to.store(to.slot(HELPER), Operand.of(0));
    }
  }

  /** Ends the program and reaps it. */
  static void end(Slot process, Lowering to) {
    to.call(SignalCalls.kill(process, Signal.KILL.number()).ignoringErrors());
    to.call(
        ProcessCalls.waitid(
                SupervisorStep.P_PID, process, Operand.NULL, SupervisorStep.WEXITED, Operand.NULL)
            .ignoringErrors());
  }
}
