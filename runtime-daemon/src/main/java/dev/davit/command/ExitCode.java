package dev.davit.command;

/**
 * What the command exits with, apart from a container's own code.
 *
 * <p>{@code run} follows docker and podman, so that scripts can tell the container's failure from
 * ours; every other verb uses 1 and 2 like most Unix commands.
 */
final class ExitCode {

  /** Done. */
  static final int OK = 0;

  /** A verb other than {@code run} failed. */
  static final int FAILURE = 1;

  /** A verb other than {@code run} was called wrongly. */
  static final int USAGE = 2;

  /** {@code run}: the container could not be started, or the command line is wrong. */
  static final int RUNTIME = 125;

  private ExitCode() {}
}
