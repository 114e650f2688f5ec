package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.JsonException;
import dev.davit.engine.ContainerException;
import dev.davit.engine.OptionException;
import dev.davit.engine.pod.PodException;
import dev.davit.image.ImageException;
import dev.davit.oci.DavitException;
import dev.davit.oci.json.SpecException;

/** What went wrong, as a code of the protocol. */
public final class Failures {

  private Failures() {}

  /** The failure that a caller is told. */
  public static CriException of(Throwable e) {
    if (e instanceof CriException already) {
      return already;
    }
    if (e instanceof JsonException) {
      return new CriException(Code.INVALID_ARGUMENT, e.getMessage(), e);
    }
    if (e instanceof PodException pod) {
      return new CriException(code(pod.reason()), pod.getMessage(), pod);
    }
    if (e instanceof ImageException.NotFound || e instanceof ContainerException) {
      return new CriException(Code.NOT_FOUND, e.getMessage(), e);
    }
    if (e instanceof ImageException.Denied) {
      return new CriException(Code.PERMISSION_DENIED, e.getMessage(), e);
    }
    if (e instanceof ImageException.Registry) {
      return new CriException(Code.UNAVAILABLE, e.getMessage(), e);
    }
    if (e instanceof ImageException.InUse) {
      return new CriException(Code.FAILED_PRECONDITION, e.getMessage(), e);
    }
    if (e instanceof OptionException || e instanceof SpecException) {
      return new CriException(Code.INVALID_ARGUMENT, e.getMessage(), e);
    }
    if (e instanceof DavitException) {
      return new CriException(Code.INTERNAL, e.getMessage(), e);
    }
    if (e instanceof InterruptedException) {
      return new CriException(Code.UNAVAILABLE, "the daemon is being stopped", e);
    }
    if (e instanceof OutOfMemoryError) {
      return new CriException(Code.RESOURCE_EXHAUSTED, "the daemon is out of memory", e);
    }
    return new CriException(Code.INTERNAL, "internal error: " + e, e);
  }

  private static Code code(PodException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> Code.NOT_FOUND;
      case INVALID -> Code.INVALID_ARGUMENT;
      case IN_USE -> Code.ALREADY_EXISTS;
      case WRONG_STATE -> Code.FAILED_PRECONDITION;
      case UNSUPPORTED -> Code.UNIMPLEMENTED;
      case TIMEOUT -> Code.DEADLINE_EXCEEDED;
      case NETWORK -> Code.UNAVAILABLE;
      case FAILED -> Code.INTERNAL;
    };
  }
}
