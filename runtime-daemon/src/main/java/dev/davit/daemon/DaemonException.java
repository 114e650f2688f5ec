package dev.davit.daemon;

import dev.davit.oci.DavitException;

/** The daemon cannot serve. */
public final class DaemonException extends DavitException {

  private static final long serialVersionUID = 1L;

  DaemonException(String message) {
    super(message);
  }

  DaemonException(String message, Throwable cause) {
    super(message, cause);
  }
}
