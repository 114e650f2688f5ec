package dev.davit.runtime.seccomp;

import dev.davit.oci.DavitException;

/** A seccomp section could not be compiled. */
public final class SeccompFailure extends DavitException {
  private static final long serialVersionUID = 1L;

  SeccompFailure(String message) {
    super(message);
  }
}
