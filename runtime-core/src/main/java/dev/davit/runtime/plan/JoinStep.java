package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.program.CloneArguments;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.CredentialCalls;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.SchedulingCalls;
import dev.davit.linux.program.SignalCalls;
import dev.davit.linux.program.Slot;
import java.util.BitSet;

/** How a process gets into a container that runs already. */
sealed interface JoinStep extends Step {

  /**
   * Closes what the program was not given, and keeps from the executed program what is not its own.
   *
   * @param own the first number that is not passed on
   * @param first the first number after the given descriptors
   */
  record CloseInherited(int own, int first) implements JoinStep {
    @Override
    public String title() {
      return "close every descriptor that was not given";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.closeRange(Operand.of(first), SupervisorStep.LAST, 0));
      to.call(
          FileCalls.closeRange(
              Operand.of(own), SupervisorStep.LAST, SupervisorStep.CLOSE_RANGE_CLOEXEC));
    }
  }

  /** Becomes root of the user namespace that was joined, as whom its files are made. */
  record BecomeRoot() implements JoinStep {
    @Override
    public String title() {
      return "become root of the user namespace";
    }

    @Override
    public void lower(Lowering to) {
      to.call(CredentialCalls.setresgid(0, 0, 0));
      to.call(CredentialCalls.setresuid(0, 0, 0));
    }
  }

  /**
   * Chooses the processors to run on.
   *
   * @param processors their numbers
   * @param inCgroup whether the container's cgroup was entered already
   */
  record RunOn(BitSet processors, boolean inCgroup) implements JoinStep {
    @Override
    public String title() {
      return inCgroup ? "choose the final processors" : "choose the first processors";
    }

    @Override
    public void lower(Lowering to) {
      to.call(SchedulingCalls.schedSetaffinity(processors));
    }
  }

  /**
   * May run on all processors that its cgroup allows, whichever those of the runtime are: a process
   * has the affinity of who makes it.
   */
  record RunAnywhere() implements JoinStep {
    /** The most that Linux can be built for. */
    private static final int PROCESSORS = 8192;

    @Override
    public String title() {
      return "run on every processor that the cgroup allows";
    }

    @Override
    public void lower(Lowering to) {
      BitSet all = new BitSet();
      all.set(0, PROCESSORS);
      // a processor that nobody may use is no reason not to start
      to.call(SchedulingCalls.schedSetaffinity(all).ignoringErrors());
    }
  }

  /**
   * Joins namespaces of the container's first process, all at once (setns(2), since Linux 5.8).
   *
   * @param flags CLONE_NEW* flags
   */
  record JoinNamespaces(long flags) implements JoinStep {
    @Override
    public String title() {
      return flags == CloneFlags.CLONE_NEWCGROUP
          ? "join the cgroup namespace"
          : "join the container's namespaces";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.setns(to.descriptor(DescriptorNames.CONTAINER), flags));
    }
  }

  /**
   * Clones a process as a child of this one's parent.
   *
   * @param namespaces CLONE_NEW* flags of the namespaces that it begins in
   * @param intoCgroup whether it starts in the cgroup that was given
   */
  record CloneProcess(long namespaces, boolean intoCgroup) implements JoinStep {
    @Override
    public String title() {
      return namespaces == 0 ? "clone the process" : "clone the container's init";
    }

    @Override
    public void lower(Lowering to) {
      Slot pid = to.childPid();
      // the kernel wants no exit signal with CLONE_PARENT: the child has that of this process
      CloneArguments arguments = CloneArguments.of(namespaces | CloneFlags.CLONE_PARENT, 0);
      if (intoCgroup) {
        arguments.cgroup(to.descriptor(DescriptorNames.CGROUP));
      }
      to.call(ProcessCalls.clone3(arguments).into(pid));
      to.jumpIf(pid, Condition.EQ, 0, SupervisorStep.INIT);
    }
  }

  /** The joiner has done its work. */
  record End() implements JoinStep {
    @Override
    public String title() {
      return "leave the process to this one's parent";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.exitGroup(0));
    }
  }

  /**
   * Closes what was needed to join, or to make a container.
   *
   * @param first the first number to close
   */
  record LetGo(int first) implements JoinStep {
    @Override
    public String title() {
      return "let go of what is needed no more";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.closeRange(Operand.of(first), SupervisorStep.LAST, 0));
    }
  }

  /**
   * Where every failing call leads. The joiner tells the number of the process once more, which may
   * be what could not be told: it is the parent of both that reaps it.
   */
  record ReportFailure() implements JoinStep {
    @Override
    public String title() {
      return "on failure: end the process, report the call and its error";
    }

    @Override
    public void lower(Lowering to) {
      to.label(SupervisorStep.FAILURE);
      String report = to.freshLabel("report");
      // in the process itself, and before the clone, the number is zero
      to.jumpIf(to.childPid(), Condition.LE, 0, report);
      to.call(SignalCalls.kill(to.childPid(), Signal.KILL.number()).ignoringErrors());
      to.call(
          FileCalls.write(to.descriptor(DescriptorNames.REPORT), to.pidReport()).ignoringErrors());
      to.label(report);
      to.call(
          FileCalls.write(to.descriptor(DescriptorNames.REPORT), to.failedReport())
              .ignoringErrors());
      to.call(ProcessCalls.exitGroup(1));
    }
  }
}
