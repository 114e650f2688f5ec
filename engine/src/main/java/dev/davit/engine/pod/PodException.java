package dev.davit.engine.pod;

import dev.davit.oci.DavitException;

/** A pod or a container of a pod is not there, or not in the state that the request needs. */
public final class PodException extends DavitException {

  private static final long serialVersionUID = 1L;

  /** What is wrong, so that a program need not read the message. */
  public enum Reason {
    /** No pod or container has that id; or the beginning of an id fits more than one. */
    NOT_FOUND,
    /** The request makes no sense: a field is missing or contradicts another. */
    INVALID,
    /** Something else of that name is there. */
    IN_USE,
    /** The pod or container is not in the state that the request needs. */
    WRONG_STATE,
    /** This machine or this version cannot do it. */
    UNSUPPORTED,
    /** It was not done in the time that was given. */
    TIMEOUT,
    /** The network could not be made or taken away. */
    NETWORK,
    /** Something failed that should not have. */
    FAILED
  }

  private final Reason reason;

  /** A request that cannot be served; the message is for people, with the name and the cure. */
  public PodException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The same because of a lower failure. */
  public PodException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The kind. */
  public Reason reason() {
    return reason;
  }
}
