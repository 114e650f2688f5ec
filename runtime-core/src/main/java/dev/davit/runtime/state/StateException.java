package dev.davit.runtime.state;

import dev.davit.linux.IoFailure;
import dev.davit.oci.DavitException;
import java.io.IOException;
import java.nio.file.Path;

/** The state of a container on disk, or what was asked of a container in that state. */
public final class StateException extends DavitException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** The name is taken. */
    ALREADY_EXISTS,
    /** There is no container of that name. */
    NOT_FOUND,
    /** The container is not in a state in which that can be done. */
    WRONG_STATE,
    /** What is on disk cannot be understood. */
    CORRUPT,
    /** The file system refused. */
    IO
  }

  /** What is wrong. */
  private final Kind kind;

  private StateException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The container is not in a state in which that can be done. */
  public static StateException wrongState(ContainerState state, String action) {
    return new StateException(
        Kind.WRONG_STATE,
        "container " + state.id() + ": cannot " + action + ": it is " + state.status(),
        null);
  }

  static StateException alreadyExists(ContainerId id, Path directory) {
    return new StateException(
        Kind.ALREADY_EXISTS,
        "container "
            + id
            + ": already exists: remove it first, or use another name ("
            + directory
            + ")",
        null);
  }

  static StateException notFound(ContainerId id, Path root) {
    return new StateException(
        Kind.NOT_FOUND, "container " + id + ": not found below " + root, null);
  }

  static StateException transition(ContainerState from, ContainerState to) {
    return new StateException(
        Kind.WRONG_STATE,
        "container " + from.id() + ": cannot become " + to.status() + ": it is " + from.status(),
        null);
  }

  static StateException corrupt(Path file, String problem, Throwable cause) {
    return new StateException(Kind.CORRUPT, file + ": " + problem, cause);
  }

  static StateException io(String action, Path path, IOException cause) {
    return new StateException(
        Kind.IO, path + ": " + action + ": " + IoFailure.reason(cause), cause);
  }
}
