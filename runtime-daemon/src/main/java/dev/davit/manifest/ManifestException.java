package dev.davit.manifest;

import dev.davit.oci.DavitException;

/** A file says something about a pod that cannot be, or cannot be done. */
public final class ManifestException extends DavitException {

  private static final long serialVersionUID = 1L;

  ManifestException(String message) {
    super(message);
  }

  ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
