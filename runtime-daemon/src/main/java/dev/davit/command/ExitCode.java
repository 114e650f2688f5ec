package dev.davit.command;

/**
 * What the command exits with, apart from a container's own code.
 *
 * <p>{@code run} and {@code exec} follow docker and podman, so that scripts can tell the program's
 * failure from ours; every other verb uses 1 and 2 like most Unix commands.
 */
final class ExitCode {

  /** Done. */
  static final int OK = 0;

  /** Another verb than {@code run} and {@code exec} failed. */
  static final int FAILURE = 1;

  /** Another verb than those was called wrongly. */
  static final int USAGE = 2;

  /** {@code run} and {@code exec}: it could not be started, or the command line is wrong. */
  static final int RUNTIME = 125;

  private ExitCode() {}
}
