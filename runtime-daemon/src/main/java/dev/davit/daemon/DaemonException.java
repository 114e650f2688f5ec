package dev.davit.daemon;

import dev.davit.cri.Code;
import dev.davit.oci.DavitException;
import java.util.Optional;

/** The daemon cannot serve, or refuses what was asked of it. */
public final class DaemonException extends DavitException {

  private static final long serialVersionUID = 1L;

  private final Code code;

  /** It cannot serve. */
  public DaemonException(String message) {
    super(message);
    this.code = null;
  }

  /** It cannot serve. */
  public DaemonException(String message, Throwable cause) {
    super(message, cause);
    this.code = null;
  }

  /** It refuses. */
  public DaemonException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** How a call was refused; empty if none was made. */
  public Optional<Code> code() {
    return Optional.ofNullable(code);
  }
}
