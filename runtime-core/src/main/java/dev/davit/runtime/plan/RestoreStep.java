package dev.davit.runtime.plan;

import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;

import dev.davit.linux.Errno;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.Width;
import java.util.List;

/** What happens only where another program makes the processes: criu, or an installed runtime. */
sealed interface RestoreStep extends Step {

  /**
   * Closes what the program was not given, and keeps its own from criu.
   *
   * @param own how many of the given descriptors, which begin at 3, are the program's own
   * @param first the first number after the given descriptors
   */
  record CloseInherited(int own, int first) implements RestoreStep {
    @Override
    public String title() {
      return "close every descriptor that was not given";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.closeRange(Operand.of(first), SupervisorStep.LAST, 0));
      to.call(
          FileCalls.closeRange(
              Operand.of(3), Operand.of(3 + own - 1), SupervisorStep.CLOSE_RANGE_CLOEXEC));
    }
  }

  /**
   * Attaches the root filesystem where only the program sees it that is about to be executed, and
   * which wants it by path, and as a mount: criu, or an installed runtime.
   *
   * @param path an empty directory of the host
   */
  record AttachRoot(String path) implements RestoreStep {
    @Override
    public String title() {
      return "attach the root filesystem for this program alone";
    }

    @Override
    public void lower(Lowering to) {
      to.call(
          MountCalls.moveMount(
              to.descriptor(DescriptorNames.ROOTFS),
              "",
              Operand.AT_FDCWD,
              path,
              MOVE_MOUNT_F_EMPTY_PATH));
    }
  }

  /**
   * Shows the devices that were made for the container, by number, in the place of a directory.
   *
   * @param path a directory of the host that the container's root may reach
   */
  record AttachDevices(String path) implements RestoreStep {
    @Override
    public String title() {
      return "show this program alone the devices that are asked for";
    }

    @Override
    public void lower(Lowering to) {
      to.call(
          MountCalls.moveMount(
              to.descriptor(DescriptorNames.DEVICES),
              "",
              Operand.AT_FDCWD,
              path,
              MOVE_MOUNT_F_EMPTY_PATH));
    }
  }

  /**
   * Becomes a program of the host, which gets the root filesystem by path.
   *
   * @param path where that is
   * @param arguments its arguments, its name first
   * @param environment its environment
   */
  record BecomeProgram(String path, List<String> arguments, List<String> environment)
      implements RestoreStep {
    public BecomeProgram {
      arguments = List.copyOf(arguments);
      environment = List.copyOf(environment);
    }

    @Override
    public String title() {
      return "execute " + arguments.get(0);
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.execve(path, arguments, environment));
    }
  }

  /**
   * Waits for criu, and then for the end of the only other child: criu makes the container's init a
   * child of its parent. From here on that is the child of which all else speaks. Without one the
   * restore has failed, which criu has told.
   */
  record AwaitRestored() implements RestoreStep {
    private static final int P_ALL = 0;
    private static final int WNOWAIT = 0x0100_0000;

    /** The place of si_pid in the siginfo_t of a 64-bit machine. */
    private static final int SI_PID = 16;

    @Override
    public String title() {
      return "wait for criu, then for the restored init";
    }

    @Override
    public void lower(Lowering to) {
      Data info = Data.buffer("siginfo", 128);
      String criu = to.here("criu");
      to.call(
          ProcessCalls.waitid(
                  SupervisorStep.P_PID,
                  to.childPid(),
                  Operand.NULL,
                  SupervisorStep.WEXITED,
                  Operand.NULL)
              .onError(Errno.EINTR, criu));
      String none = to.freshLabel("none");
      String restored = to.freshLabel("restored");
      String wait = to.here("init");
      to.call(
          ProcessCalls.waitid(
                  P_ALL,
                  Operand.of(0),
                  info.address(),
                  SupervisorStep.WEXITED | WNOWAIT,
                  Operand.NULL)
              .onError(Errno.EINTR, wait)
              .onError(Errno.ECHILD, none));
      to.store(to.childPid(), info.slot(SI_PID, Width.INT));
      to.jump(restored);
      to.label(none);
      to.call(ProcessCalls.exitGroup(1));
      to.label(restored);
    }
  }
}
