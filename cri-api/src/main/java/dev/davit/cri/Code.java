package dev.davit.cri;

import java.util.Locale;
import java.util.Optional;

/** Why a call failed: the codes of the Connect protocol, each with its HTTP status. */
public enum Code {
  /** The caller gave it up. */
  CANCELED(499),
  /** Nobody knows. */
  UNKNOWN(500),
  /** The request is wrong whatever the state of the runtime. */
  INVALID_ARGUMENT(400),
  /** The time was over first. */
  DEADLINE_EXCEEDED(504),
  /** There is no such thing. */
  NOT_FOUND(404),
  /** There is such a thing already, and it is another. */
  ALREADY_EXISTS(409),
  /** The caller may not. */
  PERMISSION_DENIED(403),
  /** Something is used up, or the request is too large. */
  RESOURCE_EXHAUSTED(429),
  /** Not in the state that things are in. */
  FAILED_PRECONDITION(400),
  /** Another call came between. */
  ABORTED(409),
  /** Beyond what there is. */
  OUT_OF_RANGE(400),
  /** There is no such call, or this runtime or host cannot do it. */
  UNIMPLEMENTED(501),
  /** A defect, or a failure of the host. */
  INTERNAL(500),
  /** Not now; asking again may help. */
  UNAVAILABLE(503),
  /** Data were lost. */
  DATA_LOSS(500),
  /** It is not known who calls. */
  UNAUTHENTICATED(401);

  private final int status;

  Code(int status) {
    this.status = status;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** Its name on the wire, such as {@code not_found}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The code of this name on the wire. */
  public static Optional<Code> of(String wireName) {
    for (Code code : values()) {
      if (code.wireName().equals(wireName)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }

  /** What an HTTP status means whose body is no error of the protocol. */
  static Code ofStatus(int status) {
    return switch (status) {
      case 400 -> INTERNAL;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404 -> UNIMPLEMENTED;
      case 429, 502, 503, 504 -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }
}
