package dev.davit.ocicommand;

/** A verb cannot do what it was asked; the message is all that its caller needs. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}
