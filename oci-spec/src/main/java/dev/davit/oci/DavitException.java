package dev.davit.oci;

/**
 * The root of all errors that Davit's public API throws. Each module extends it with its own
 * family; callers switch on the type and its fields, never on the text.
 */
public abstract class DavitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with no cause beneath it. */
  protected DavitException(String message) {
    super(message);
  }

  /** An error with what led to it. */
  protected DavitException(String message, Throwable cause) {
    super(message, cause);
  }
}
