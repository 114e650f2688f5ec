package dev.davit.engine;

import dev.davit.oci.DavitException;

/** A container is not there, is there twice, or is not in the state that the request needs. */
public final class ContainerException extends DavitException {

  private static final long serialVersionUID = 1L;

  /** What is wrong, so that a program need not read the message. */
  public enum Reason {
    /** No container has that name or id. */
    NOT_FOUND,
    /** The beginning of an id fits more than one container. */
    AMBIGUOUS,
    /** The name belongs to another container. */
    NAME_IN_USE,
    /** The container runs, and the request needs one that does not. */
    RUNNING,
    /** The container does not run, and the request needs one that does. */
    NOT_RUNNING,
    /** The container is paused, and the request needs one that goes on. */
    PAUSED,
    /** What is stored about the container cannot be read or written. */
    STORE
  }

  private final Reason reason;

  /**
   * A request that cannot be served.
   *
   * @param reason the kind
   * @param message for people, with the name and the cure
   */
  public ContainerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * A request that cannot be served because of a lower failure.
   *
   * @param reason the kind
   * @param message for people, with the name and the cure
   * @param cause the lower failure
   */
  public ContainerException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The kind. */
  public Reason reason() {
    return reason;
  }
}
