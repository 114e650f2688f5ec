package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
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
import dev.davit.linux.program.SchedulingCalls;
import dev.davit.linux.program.SignalCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SocketCalls;
import dev.davit.linux.program.Width;
import dev.davit.runtime.state.ExitRecord;
import java.time.Duration;
import java.util.List;

/** What the supervisor does: before the clone, and while the container runs. */
sealed interface SupervisorStep extends Step {

  /** The label where every failing call leads. */
  String FAILURE = "failure";

  /** The label at which init begins after the clone. */
  String INIT = "init";

  /** The highest number that close_range(2) takes. */
  Operand LAST = Operand.of(0xffff_ffffL);

  /** close_range(2): close on exec rather than now. */
  int CLOSE_RANGE_CLOEXEC = 4;

  /** waitid(2): the child with this number. */
  int P_PID = 1;

  /** waitid(2): children that have ended. */
  int WEXITED = 4;

  /** clock_gettime(2): the time of day. */
  int CLOCK_REALTIME = 0;

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
      to.call(FileCalls.closeRange(Operand.of(first), LAST, 0));
      to.call(FileCalls.closeRange(Operand.of(3), LAST, CLOSE_RANGE_CLOEXEC));
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
      to.call(CredentialCalls.prctlSetName(name).ignoringErrors());
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
      to.call(ProcessCalls.unshare(CloneFlags.CLONE_NEWTIME));
      if (!offsets.isEmpty()) {
        Slot file = to.slot("timens_offsets");
        to.call(
            FileCalls.openat(
                    Operand.AT_FDCWD,
                    "/proc/self/timens_offsets",
                    OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC)
                .into(file));
        to.call(FileCalls.write(file, offsets));
        to.call(FileCalls.close(file));
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
      Slot pid = to.childPid();
      CloneArguments arguments = CloneArguments.of(namespaces, Signal.CHLD.number());
      if (intoCgroup) {
        arguments.cgroup(to.descriptor(DescriptorNames.CGROUP));
      }
      to.call(ProcessCalls.clone3(arguments).into(pid));
      to.jumpIf(pid, Condition.EQ, 0, INIT);
    }
  }

  /** Tells the number of init. */
  record ReportPid() implements SupervisorStep {
    @Override
    public String title() {
      return "report the number of init";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.write(to.descriptor(DescriptorNames.REPORT), to.pidReport()));
      to.call(FileCalls.close(to.descriptor(DescriptorNames.REPORT)));
    }
  }

  /**
   * Closes what only init needs, with standard input, output and error: were the supervisor to hold
   * the writing end of a pipe, its reader would never see the end.
   *
   * @param first the first of the descriptors that are init's
   */
  record LetGo(int first) implements SupervisorStep {
    @Override
    public String title() {
      return "let go of what only init needs";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.closeRange(Operand.of(0), Operand.of(2), 0));
      to.call(FileCalls.closeRange(Operand.of(first), LAST, 0));
    }
  }

  /**
   * Waits until init has ended, writes the exit record and ends, but not before somebody has read
   * what the container wrote last: a pipe and what is in it are gone with the last reading end.
   *
   * @param unread the names of the reading ends that have to be empty; the terminal may be one
   * @param memoryEvents the file of the cgroup that goes into the record at once, because systemd
   *     removes the cgroup when it is empty; empty if the cgroup stays
   * @param helped whether a program serves the network, which ends with init
   * @param passesOn whether the supervisor leads the terminal's session: with its end what is on
   *     its way to the master would be lost (pty_flush_buffer in drivers/tty/pty.c), so that is
   *     passed on before
   */
  record RecordExit(List<String> unread, String memoryEvents, boolean helped, boolean passesOn)
      implements SupervisorStep {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    public RecordExit {
      unread = List.copyOf(unread);
    }

    RecordExit(List<String> unread, String memoryEvents, boolean helped) {
      this(unread, memoryEvents, helped, false);
    }

    @Override
    public String title() {
      return "wait for init and record how it ended";
    }

    @Override
    public void lower(Lowering to) {
      Data record =
          Data.buffer(
              "exit record", memoryEvents.isEmpty() ? ExitRecord.SIZE : ExitRecord.MAX_SIZE);
      String wait = to.here("wait");
      to.call(
          ProcessCalls.waitid(
                  P_PID,
                  to.childPid(),
                  record.at(ExitRecord.SIGINFO_OFFSET),
                  WEXITED,
                  record.at(ExitRecord.RUSAGE_OFFSET))
              .onError(Errno.EINTR, wait));
      if (helped) {
        NetworkStep.end(to.slot(NetworkStep.HELPER), to);
      }
      if (!memoryEvents.isEmpty()) {
        Slot file = to.slot("memory.events");
        to.call(
            FileCalls.openat(Operand.AT_FDCWD, memoryEvents, OpenFlags.O_RDONLY)
                .into(file)
                .ignoringErrors());
        to.call(
            FileCalls.read(file, record.at(ExitRecord.SIZE), Operand.of(ExitRecord.EVENTS_SIZE))
                .ignoringErrors());
      }
      to.call(ProcessCalls.clockGettime(CLOCK_REALTIME, record.at(ExitRecord.TIMESPEC_OFFSET)));
      to.call(FileCalls.write(to.descriptor(DescriptorNames.EXIT), record));
      unread.forEach(pipe -> awaitReader(pipe, to));
      if (passesOn) {
        passOn(to);
      }
      to.call(ProcessCalls.exitGroup(0));
    }

    /** A poll does that; a terminal can be written to, so it does not wait. */
    private static void passOn(Lowering to) {
      to.call(
          SignalCalls.ppoll(to.descriptor(DescriptorNames.TERMINAL), POLLIN | POLLOUT)
              .ignoringErrors());
    }

    private static void awaitReader(String pipe, Lowering to) {
      Slot bytes = to.slot("unread");
      String done = to.freshLabel("read");
      String look = to.here("look");
      if (pipe.equals(DescriptorNames.TERMINAL)) {
        // What was printed a moment ago is not counted before.
        passOn(to);
      }
      to.call(SocketCalls.ioctlUnread(to.descriptor(pipe), bytes).onAnyError(done));
      to.jumpIf(bytes, Condition.EQ, 0, done);
      to.call(SchedulingCalls.nanosleep(PAUSE).ignoringErrors());
      to.jump(look);
      to.label(done);
    }
  }

  /** Waits for the child and ends as it did: with its code, or with 128 and its signal. */
  record EndAsChild() implements SupervisorStep {
    private static final int CLD_EXITED = 1;

    @Override
    public String title() {
      return "wait for the child and end as it did";
    }

    @Override
    public void lower(Lowering to) {
      // siginfo_t of a 64-bit machine: si_code at 8, si_status at 24
      Data info = Data.buffer("siginfo", 128);
      Slot status = info.slot(24, Width.INT);
      to.call(FileCalls.close(to.descriptor(DescriptorNames.REPORT)));
      to.call(FileCalls.closeRange(Operand.of(0), Operand.of(2), 0));
      String wait = to.here("wait");
      to.call(
          ProcessCalls.waitid(P_PID, to.childPid(), info.address(), WEXITED, Operand.NULL)
              .onError(Errno.EINTR, wait));
      String exited = to.freshLabel("exited");
      to.jumpIf(info.slot(8, Width.INT), Condition.EQ, CLD_EXITED, exited);
      to.compute(status, status, Operation.ADD, Operand.of(128));
      to.label(exited);
      to.call(ProcessCalls.exitGroup(status));
    }
  }

  /**
   * Where every failing call leads, in the supervisor as in init.
   *
   * @param helped whether a program serves the network, which the supervisor ends
   */
  record ReportFailure(boolean helped) implements SupervisorStep {
    ReportFailure() {
      this(false);
    }

    @Override
    public String title() {
      return "on failure: end init, report the call and its error";
    }

    @Override
    public void lower(Lowering to) {
      to.label(FAILURE);
      String report = to.freshLabel("report");
      // in init itself, and before the clone, the number is zero
      to.jumpIf(to.childPid(), Condition.LE, 0, report);
      to.call(SignalCalls.kill(to.childPid(), Signal.KILL.number()).ignoringErrors());
      to.call(
          ProcessCalls.waitid(P_PID, to.childPid(), Operand.NULL, WEXITED, Operand.NULL)
              .ignoringErrors());
      to.label(report);
      if (helped) {
        Slot helper = to.slot(NetworkStep.HELPER);
        String alone = to.freshLabel("no helper");
        to.jumpIf(helper, Condition.LE, 0, alone);
        NetworkStep.end(helper, to);
        to.label(alone);
      }
      to.call(
          FileCalls.write(to.descriptor(DescriptorNames.REPORT), to.failedReport())
              .ignoringErrors());
      to.call(ProcessCalls.exitGroup(1));
    }
  }
}
