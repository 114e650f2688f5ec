package dev.davit.engine.network;

import dev.davit.oci.DavitException;

/** A network could not be made or taken away. */
public final class NetworkException extends DavitException {

  private static final long serialVersionUID = 1L;

  /** With a message for people. */
  public NetworkException(String message) {
    super(message);
  }

  /** With what led to it. */
  public NetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
