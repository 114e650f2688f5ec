package dev.davit.cri;

import java.util.Objects;

/** A call that failed. */
public final class CriException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Code code;

  /** A failure of this kind. */
  public CriException(Code code, String message) {
    super(message);
    this.code = Objects.requireNonNull(code);
  }

  /** A failure of this kind, and what led to it. */
  public CriException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code);
  }

  /** Its kind. */
  public Code code() {
    return code;
  }
}
