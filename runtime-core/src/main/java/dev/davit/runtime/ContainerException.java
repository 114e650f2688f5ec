package dev.davit.runtime;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.oci.DavitException;
import dev.davit.runtime.state.ContainerId;
import java.util.Optional;

/** Something could not be done with a container that was started. */
public final class ContainerException extends DavitException {
  private static final long serialVersionUID = 1L;

  /** The container's name. */
  private final String id;

  /** The kernel's answer; null if it was not a system call. */
  private final Errno errno;

  /** Whether the machine, and not the container, is the reason. */
  private final boolean unsupported;

  /** Something is wrong with a container. */
  public ContainerException(ContainerId id, String message) {
    this(id, message, false);
  }

  private ContainerException(ContainerId id, String message, boolean unsupported) {
    super("container " + id + ": " + message);
    this.id = id.value();
    this.errno = null;
    this.unsupported = unsupported;
  }

  /** This machine, or what is installed on it, cannot do that with such a container. */
  public static ContainerException unsupported(ContainerId id, String message) {
    return new ContainerException(id, message, true);
  }

  /** A system call failed. */
  public ContainerException(ContainerId id, String action, ErrnoException cause) {
    super("container " + id + ": " + action + ": " + cause.getMessage(), cause);
    this.id = id.value();
    this.errno = cause.errno();
    this.unsupported = false;
  }

  /** The container has ended, but its supervisor ended before it could record how. */
  public static ContainerException unknownExit(ContainerId id) {
    return new ContainerException(
        id, "nobody knows how it ended: its supervisor ended before it could record it");
  }

  /** The container's name. */
  public ContainerId id() {
    return new ContainerId(id);
  }

  /** Whether this machine, or what is installed on it, cannot do it at all. */
  public boolean isUnsupported() {
    return unsupported;
  }

  /** The kernel's answer; empty if it was not a system call. */
  public Optional<Errno> errno() {
    return Optional.ofNullable(errno);
  }
}
