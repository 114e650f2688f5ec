package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.oci.DavitException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A cgroup could not be made, limited, read or removed. */
public final class CgroupException extends DavitException {

  private static final long serialVersionUID = 1L;

  /** What the kernel answered; null where it was not asked. */
  private final Errno errno;

  private CgroupException(String message, Throwable cause, Errno errno) {
    super(message, cause);
    this.errno = errno;
  }

  /** The limits cannot be enforced here; every problem is told. */
  static CgroupException refused(List<String> problems) {
    return new CgroupException(String.join("\n", problems), null, null);
  }

  /** Something that was found without asking the kernel. */
  public static CgroupException of(String message) {
    return new CgroupException(message, null, null);
  }

  /** The kernel refused; the message says what and, where it is known, what helps. */
  static CgroupException failed(String message, ErrnoException cause) {
    return new CgroupException(message, cause, cause.errno());
  }

  /** The kernel refused, and there is nothing to add to what it said. */
  static CgroupException failed(ErrnoException cause) {
    return failed("cgroup: " + cause.getMessage(), cause);
  }

  /** Somebody else who was asked for a cgroup refused, or did not answer. */
  public static CgroupException failed(String message, IOException cause) {
    return new CgroupException(message, cause, null);
  }

  /** The kernel's error, if it was the kernel who refused. */
  public Optional<Errno> errno() {
    return Optional.ofNullable(errno);
  }
}
