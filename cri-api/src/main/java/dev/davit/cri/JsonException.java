package dev.davit.cri;

/** JSON that is malformed, or is not the message that it should be. */
public final class JsonException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** A problem, and where it is, such as {@code config.linux.sysctls: expected an object}. */
  public JsonException(String message) {
    super(message);
  }
}
