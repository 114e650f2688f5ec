package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import dev.davit.runtime.StepException;
import dev.davit.runtime.plan.PlannedProgram;

/** Makes an exception of what a program has reported. */
final class CallFailure {

  private CallFailure() {}

  /**
   * A call of a program failed.
   *
   * @param subject what was being done, such as {@code start box}
   */
  static StepException of(String subject, PlannedProgram program, Report.Failed failed) {
    String step = program.stepOf(failed.call());
    String text = program.callText(failed.call());
    Syscall syscall = program.call(failed.call()).syscall();
    return StepException.ofCall(
        subject + ": " + step,
        step,
        text,
        failed.errno(),
        Cures.ofCall(syscall, step + " " + text, failed.errno()),
        exitCode(syscall, failed.errno()));
  }

  /** What a command exits with because of a failed call. */
  static int exitCode(Syscall syscall, Errno errno) {
    if (syscall != Syscall.EXECVE && syscall != Syscall.FACCESSAT2) {
      return StepException.RUNTIME_FAILED;
    }
    return errno == Errno.ENOENT || errno == Errno.ENOTDIR
        ? StepException.NOT_FOUND
        : StepException.NOT_EXECUTABLE;
  }
}
