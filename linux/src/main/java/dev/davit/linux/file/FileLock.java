package dev.davit.linux.file;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;

/**
 * Advisory locks of flock(2). A lock belongs to the open file: it ends with its last descriptor, so
 * that no crash leaves one behind, and two opens within one process exclude each other.
 */
public final class FileLock {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;

  private FileLock() {}

  /** Waits for the lock that excludes all others; this may take for ever. */
  public static void lockExclusive(Fd fd) throws ErrnoException {
    flock(fd, LOCK_EX, "LOCK_EX");
  }

  /** Waits for a lock that excludes exclusive ones only; this may take for ever. */
  public static void lockShared(Fd fd) throws ErrnoException {
    flock(fd, LOCK_SH, "LOCK_SH");
  }

  /** Takes the exclusive lock, if it is free now; whether it was. */
  public static boolean tryLockExclusive(Fd fd) throws ErrnoException {
    return tryLock(fd, LOCK_EX | LOCK_NB, "LOCK_EX|LOCK_NB");
  }

  /** Takes a shared lock, if nobody holds the exclusive one now; whether that was so. */
  public static boolean tryLockShared(Fd fd) throws ErrnoException {
    return tryLock(fd, LOCK_SH | LOCK_NB, "LOCK_SH|LOCK_NB");
  }

  /** Gives the lock back. */
  public static void unlock(Fd fd) throws ErrnoException {
    flock(fd, LOCK_UN, "LOCK_UN");
  }

  private static boolean tryLock(Fd fd, int operation, String name) throws ErrnoException {
    try {
      flock(fd, operation, name);
      return true;
    } catch (ErrnoException e) {
      if (e.is(Errno.EWOULDBLOCK)) {
        return false;
      }
      throw e;
    }
  }

  private static void flock(Fd fd, int operation, String name) throws ErrnoException {
    long result = Kernel.call(Syscall.FLOCK, fd.number(), operation);
    if (result < 0) {
      throw CallText.of("flock").fd(fd).raw(name).failed(result);
    }
  }
}
