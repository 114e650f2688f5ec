package dev.davit.linux.poll;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** A counter that can be waited for, eventfd(2): one thread wakes another out of its epoll. */
public final class EventFd implements AutoCloseable {
  private final Fd fd;

  private EventFd(Fd fd) {
    this.fd = fd;
  }

  /** eventfd2(2) of zero, which never blocks. */
  public static EventFd open() throws ErrnoException {
    int flags = OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK;
    long result = Kernel.call(Syscall.EVENTFD2, 0, flags);
    if (result < 0) {
      throw CallText.of("eventfd2").number(0).raw("EFD_CLOEXEC|EFD_NONBLOCK").failed(result);
    }
    return new EventFd(Fd.owning((int) result));
  }

  /** The descriptor, readable while the counter is not zero; this keeps owning it. */
  public Fd fd() {
    return fd;
  }

  /** Adds one. */
  public void signal() throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long one = scratch.reserve(8);
      scratch.putLong(one, 1);
      result = Kernel.call(Syscall.WRITE, fd.number(), one, 8);
    }
    // EAGAIN: the counter is full, so that whoever waits is awake already
    if (result < 0 && result != -Errno.EAGAIN.number()) {
      throw CallText.of("write").fd(fd).number(1).number(8).failed(result);
    }
  }

  /** Takes the counter back to zero; what it was. */
  public long take() throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long value = scratch.reserve(8);
      long result = Kernel.call(Syscall.READ, fd.number(), value, 8);
      if (result == -Errno.EAGAIN.number()) {
        return 0;
      }
      if (result < 0) {
        throw CallText.of("read").fd(fd).raw("…").number(8).failed(result);
      }
      return scratch.getLong(value);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
