package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.Calls;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Slot;
import dev.davit.runtime.state.ExitRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the supervisor does: before the clone, and while the container runs. */
sealed interface SupervisorStep extends Step {

  /** The label at which init begins after the clone. */
  String INIT = "init";

  /**
   * Closes what the program was not given, whatever the JVM had left open, and keeps the rest from
   * the container.
   *
   * @param first the first number after the given descriptors, which begin at 3
   */
  record CloseInherited(int first) implements SupervisorStep {
    @Override
    public String title() {
      return "close every descriptor that was not given";
    }

    @Override
    public void lower(Lowering to) {
      to.call(Calls.closeRange(first, 0xffff_ffffL, 0));
      to.call(Calls.closeRange(3, 0xffff_ffffL, Calls.CLOSE_RANGE_CLOEXEC));
    }
  }

  /**
   * Names the process for ps(1).
   *
   * @param name at most 15 bytes
   */
  record NameProcess(String name) implements SupervisorStep {
    @Override
    public String title() {
      return "name the supervisor";
    }

    @Override
    public void lower(Lowering to) {
      to.call(Calls.prctlSetName(name).ignoringErrors());
    }
  }

  /**
   * Makes a time namespace for the child and sets its clocks (time_namespaces(7)).
   *
   * @param offsets lines for {@code /proc/self/timens_offsets}; empty for none
   */
  record NewTimeNamespace(String offsets) implements SupervisorStep {
    @Override
    public String title() {
      return "make a time namespace";
    }

    @Override
    public void lower(Lowering to) {
      to.call(Calls.unshare(CloneFlags.CLONE_NEWTIME));
      if (!offsets.isEmpty()) {
        Slot file = to.slot("timens_offsets");
        to.call(
            Calls.openat(
                    Operand.AT_FDCWD,
                    "/proc/self/timens_offsets",
                    OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC)
                .into(file));
        to.call(Calls.write(file, offsets.getBytes(StandardCharsets.UTF_8)));
        to.call(Calls.close(file));
      }
    }
  }

  /**
   * Clones the container's init.
   *
   * @param namespaces CLONE_NEW* flags
   * @param intoCgroup whether the child starts in the cgroup that was given
   */
  record CloneInit(long namespaces, boolean intoCgroup) implements SupervisorStep {
    @Override
    public String title() {
      return "clone the container's init";
    }

    @Override
    public void lower(Lowering to) {
      long flags = namespaces | (intoCgroup ? CloneFlags.CLONE_INTO_CGROUP : 0);
      Slot pid = to.childPid();
      to.call(
          intoCgroup
              ? Calls.clone3(flags, to.descriptor(Descriptors.CGROUP)).into(pid)
              : Calls.clone3(flags).into(pid));
      to.jumpIf(pid, Condition.EQ, 0, INIT);
    }
  }

  /**
   * Tells the number of init, and lets go of what only init needs.
   *
   * @param initOnly the descriptors to close, by name
   */
  record ReportPid(List<String> initOnly) implements SupervisorStep {
    public ReportPid {
      initOnly = List.copyOf(initOnly);
    }

    @Override
    public String title() {
      return "report the number of init";
    }

    @Override
    public void lower(Lowering to) {
      Operand report = to.descriptor(Descriptors.REPORT);
      to.call(Calls.write(report, to.pidReport()));
      to.call(Calls.close(report));
      for (String name : initOnly) {
        to.call(Calls.close(to.descriptor(name)));
      }
    }
  }

  /**
   * Closes standard input, output and error: were the supervisor to hold the writing end of a pipe,
   * its reader would never see the end.
   */
  record CloseStdio() implements SupervisorStep {
    @Override
    public String title() {
      return "let go of standard input, output and error";
    }

    @Override
    public void lower(Lowering to) {
      to.call(Calls.closeRange(0, 2, 0));
    }
  }

  /** Waits until init has ended, writes the exit record and ends. */
  record RecordExit() implements SupervisorStep {
    @Override
    public String title() {
      return "wait for init and record how it ended";
    }

    @Override
    public void lower(Lowering to) {
      Data record = Data.buffer("exit record", ExitRecord.SIZE);
      String wait = to.here("wait");
      to.call(
          Calls.waitid(
                  Calls.P_PID,
                  to.childPid(),
                  record.at(ExitRecord.SIGINFO_OFFSET),
                  Calls.WEXITED,
                  record.at(ExitRecord.RUSAGE_OFFSET))
              .onError(Errno.EINTR, wait));
      to.call(Calls.clockGettime(Calls.CLOCK_REALTIME, record.at(ExitRecord.TIMESPEC_OFFSET)));
      to.call(Calls.write(to.descriptor(Descriptors.EXIT), record));
      to.call(Calls.exitGroup(0));
    }
  }

  /** Where every failing call leads, in the supervisor as in init. */
  record ReportFailure() implements SupervisorStep {
    /** The label of this step. */
    static final String LABEL = "failure";

    @Override
    public String title() {
      return "on failure: end init, report the call and its error";
    }

    @Override
    public void lower(Lowering to) {
      to.label(LABEL);
      String report = to.freshLabel("report");
      // in init itself, and before the clone, the number is zero
      to.jumpIf(to.childPid(), Condition.LE, 0, report);
      to.call(Calls.kill(to.childPid(), 9).ignoringErrors());
      to.call(
          Calls.waitid(Calls.P_PID, to.childPid(), Operand.NULL, Calls.WEXITED, Operand.NULL)
              .ignoringErrors());
      to.label(report);
      to.call(
          Calls.write(to.descriptor(Descriptors.REPORT), to.failedReport()).ignoringErrors());
      to.call(Calls.exitGroup(1));
    }
  }
}
