package dev.davit.command;

import dev.davit.oci.DavitException;
import dev.davit.runtime.StepException;
import java.io.PrintStream;

/** Says what went wrong, in a line or as many as there are problems. */
final class Complaint {

  private Complaint() {}

  /** The message, and after it what could not be undone. */
  static void print(DavitException failure, PrintStream err) {
    print(failure, "", err);
  }

  /** The same with a cure, if there is one. */
  static void print(DavitException failure, String cure, PrintStream err) {
    String message = failure.getMessage() + (cure.isEmpty() ? "" : ": " + cure);
    for (String line : message.split("\n")) {
      err.println("davit: " + Table.printable(line));
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      err.println(
          "davit: while cleaning up: " + Table.printable(String.valueOf(suppressed.getMessage())));
    }
  }

  /** What {@code run} exits with: 127 and 126 tell that the program itself is at fault. */
  static int runCode(DavitException failure) {
    return failure instanceof StepException step ? step.exitCode() : ExitCode.RUNTIME;
  }
}
