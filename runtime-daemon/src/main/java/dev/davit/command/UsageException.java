package dev.davit.command;

/** The command line is wrong: the message says what, and the edge adds where the help is. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A wrong command line.
   *
   * @param message what is wrong
   */
  UsageException(String message) {
    super(message, null, false, false);
  }
}
