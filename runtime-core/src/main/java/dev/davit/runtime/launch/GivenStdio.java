package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import dev.davit.oci.runtime.User;
import dev.davit.runtime.plan.IdMap;
import java.util.Optional;

/**
 * The standard streams that a caller of the OCI command line has made for a container: they are
 * given to its user, who could not open {@code /dev/stdout} otherwise.
 */
final class GivenStdio {

  private GivenStdio() {}

  /** Gives those of this process away, but never {@code /dev/null}, which is everybody's. */
  static void give(IdMap ids, User user) throws ErrnoException {
    Optional<Long> uid = ids.toHost(user.uid());
    if (uid.isEmpty()) {
      return;
    }
    for (int number = 0; number <= 2; number++) {
      Fd fd = Fd.borrowing(number);
      try {
        Stat stat = Metadata.stat(fd);
        if (stat.type() != Mode.S_IFCHR && stat.uid() != uid.get().intValue()) {
          Metadata.chown(fd, uid.get().intValue(), -1);
        }
      } catch (ErrnoException e) {
        // what does not belong to us is not ours to give, and works without (as in runc)
        if (!e.is(Errno.EPERM) && !e.is(Errno.EINVAL) && !e.is(Errno.EROFS)) {
          throw e;
        }
      }
    }
  }
}
