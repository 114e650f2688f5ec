package dev.davit.image.journal;

import dev.davit.image.ImageException;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.FileLock;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The lock by which processes and threads exclude each other, for the moments in which names change
 * and never while bytes are copied. flock(2) belongs to the open file, so that threads exclude each
 * other as processes do, and a dead process holds nothing.
 */
public final class StoreLock {

  private final Path file;

  /** The lock on a file, which is made when it is missing. */
  public StoreLock(Path file) {
    this.file = file;
  }

  /** Waits until nobody changes the store, and lets go when the action ends. */
  public <T> T shared(Supplier<T> action) {
    return hold(false, action);
  }

  /** Waits until nobody uses the store, and lets go when the action ends. */
  public <T> T exclusive(Supplier<T> action) {
    return hold(true, action);
  }

  private <T> T hold(boolean exclusive, Supplier<T> action) {
    Fd held = take(exclusive);
    try {
      return action.get();
    } finally {
      held.close();
    }
  }

  private Fd take(boolean exclusive) {
    Fd fd = null;
    try {
      fd = Descriptors.open(Fd.CWD, file.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
      if (exclusive) {
        FileLock.lockExclusive(fd);
      } else {
        FileLock.lockShared(fd);
      }
      return fd;
    } catch (ErrnoException e) {
      if (fd != null) {
        fd.close();
      }
      throw new ImageException.Storage(file + ": lock: " + e.getMessage(), e);
    }
  }

  /** Takes the lock of an open file, if nobody holds it; whether it did. */
  static boolean tryExclusive(Fd fd) {
    try {
      return FileLock.tryLockExclusive(fd);
    } catch (ErrnoException e) {
      throw new ImageException.Storage("lock: " + e.getMessage(), e);
    }
  }
}
