package dev.davit.linux.process;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import java.util.Optional;

/** To which user namespace a namespace belongs: ioctl_nsfs(2). */
public final class NamespaceOwner {

  private static final int NS_GET_USERNS = 0xb701;

  private NamespaceOwner() {}

  /**
   * The user namespace in which a namespace was made; of a user namespace the one above it.
   *
   * @param namespace a file of {@code /proc/PID/ns}
   * @return a descriptor that the caller owns; empty where that is above this process's own one
   */
  public static Optional<Fd> of(Fd namespace) throws ErrnoException {
    long result = Kernel.call(Syscall.IOCTL, namespace.number(), NS_GET_USERNS, 0);
    if (result == -Errno.EPERM.number()) {
      return Optional.empty();
    }
    if (result < 0) {
      throw CallText.of("ioctl").fd(namespace).raw("NS_GET_USERNS").number(0).failed(result);
    }
    return Optional.of(Fd.owning((int) result));
  }
}
