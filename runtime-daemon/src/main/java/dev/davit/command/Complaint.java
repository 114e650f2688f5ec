package dev.davit.command;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.IoFailure;
import dev.davit.linux.process.HostUser;
import dev.davit.linux.process.Processes;
import dev.davit.oci.DavitException;
import dev.davit.runtime.StepException;
import dev.davit.runtime.installed.InstalledException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.util.Set;

/** Says what went wrong, in a line or as many as there are problems. */
final class Complaint {

  private static final Set<Errno> REFUSALS = Set.of(Errno.EPERM, Errno.EACCES);

  private Complaint() {}

  /** The message, and after it what could not be undone. */
  static void print(DavitException failure, PrintStream err) {
    print(failure, "", err);
  }

  /** The same with a cure, if there is one. */
  static void print(DavitException failure, String cure, PrintStream err) {
    String message = message(failure) + (cure.isEmpty() ? "" : ": " + cure);
    for (String line : message.split("\n")) {
      err.println("davit: " + Table.printable(line));
    }
    long uid = Processes.effectiveUid();
    if (lacksRights(failure) && uid != 0) {
      err.println("davit: " + notRoot(uid));
    }
    if (isForWantOfSpace(failure)) {
      err.println(
          "davit: a file system is full: free space where --root or --state are, or give others");
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (failure.getMessage().equals(suppressed.getMessage())) {
        // what kept it from being done also keeps it from being undone
        continue;
      }
      err.println(
          "davit: while cleaning up: " + Table.printable(String.valueOf(suppressed.getMessage())));
    }
  }

  /** Without what a runtime that was started has just said itself. */
  private static String message(DavitException failure) {
    return failure instanceof InstalledException other && other.isTold()
        ? other.outline() + ": failed, as it says above"
        : failure.getMessage();
  }

  private static String notRoot(long uid) {
    String name = HostUser.of(uid).map(HostUser::name).orElse("this user");
    return name
        + " (uid "
        + uid
        + ") is not root: starting a container needs root; images can be kept in directories of"
        + " your own: --root, --state";
  }

  /** Whether a refusal of the kernel is behind it that another user would not have got. */
  private static boolean lacksRights(DavitException failure) {
    if (failure instanceof StepException step) {
      return step.exitCode() == ExitCode.RUNTIME
          && step.errno().map(REFUSALS::contains).orElse(false);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessDeniedException
          || cause instanceof ErrnoException e && REFUSALS.contains(e.errno())) {
        return true;
      }
    }
    return false;
  }

  /** java.io keeps of the errno only the text. */
  private static boolean isForWantOfSpace(DavitException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ErrnoException e && e.is(Errno.ENOSPC)
          || cause instanceof IOException io && IoFailure.reason(io).equals(Errno.ENOSPC.text())) {
        return true;
      }
    }
    return false;
  }

  /** What {@code run} exits with: 127 and 126 tell that the program itself is at fault. */
  static int runCode(DavitException failure) {
    if (failure instanceof InstalledException other) {
      return other.exitCode();
    }
    return failure instanceof StepException step ? step.exitCode() : ExitCode.RUNTIME;
  }
}
