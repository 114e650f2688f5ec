package dev.davit.linux.poll;

import dev.davit.linux.Architecture;
import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of descriptors to wait for: epoll(7), level-triggered. Interests may be added and removed
 * by other threads while one waits.
 */
public final class Epoll implements AutoCloseable {
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int EVENTS_MAX = 256;

  // struct epoll_event is packed on x86-64 only
  private static final boolean PACKED = Architecture.host() == Architecture.X86_64;
  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  /**
   * What happened.
   *
   * @param token given when the interest was added
   * @param events of {@link PollEvents}
   */
  public record Ready(long token, int events) {}

  private final Fd fd;

  private Epoll(Fd fd) {
    this.fd = fd;
  }

  /** epoll_create1(2). */
  public static Epoll open() throws ErrnoException {
    long result = Kernel.call(Syscall.EPOLL_CREATE1, EPOLL_CLOEXEC);
    if (result < 0) {
      throw CallText.of("epoll_create1").raw("EPOLL_CLOEXEC").failed(result);
    }
    return new Epoll(Fd.owning((int) result));
  }

  /**
   * Adds a descriptor.
   *
   * @param events of {@link PollEvents}
   * @param token comes back with what happens to it
   */
  public void add(Fd watched, int events, long token) throws ErrnoException {
    control(EPOLL_CTL_ADD, "EPOLL_CTL_ADD", watched, events, token);
  }

  /** Changes what is waited for. */
  public void change(Fd watched, int events, long token) throws ErrnoException {
    control(EPOLL_CTL_MOD, "EPOLL_CTL_MOD", watched, events, token);
  }

  /** Removes a descriptor; to be done before it is closed. */
  public void remove(Fd watched) throws ErrnoException {
    control(EPOLL_CTL_DEL, "EPOLL_CTL_DEL", watched, 0, 0);
  }

  private void control(int operation, String name, Fd watched, int events, long token)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long event = scratch.reserve(16);
      scratch.putInt(event, events);
      scratch.putLong(event + DATA_OFFSET, token);
      result = Kernel.call(Syscall.EPOLL_CTL, fd.number(), operation, watched.number(), event);
    }
    if (result < 0) {
      throw CallText.of("epoll_ctl").fd(fd).raw(name).fd(watched).raw("…").failed(result);
    }
  }

  /** Waits until something happens, for ever. */
  public List<Ready> await() throws ErrnoException {
    return await(Duration.ofDays(365));
  }

  /** Waits until something happens or the time is over; the answer is empty then. */
  public List<Ready> await(Duration timeout) throws ErrnoException {
    long deadline = Timeouts.deadlineNs(timeout);
    try (Scratch scratch = Scratch.open()) {
      long events = scratch.reserve(EVENTS_MAX * EVENT_SIZE);
      while (true) {
        int restMs = Timeouts.restMs(deadline);
        long result =
            Kernel.callOnce(Syscall.EPOLL_PWAIT, fd.number(), events, EVENTS_MAX, restMs, 0, 8);
        if (result >= 0) {
          return read(scratch, events, (int) result);
        }
        if (result != -Errno.EINTR.number()) {
          throw CallText.of("epoll_pwait")
              .fd(fd)
              .raw("…")
              .number(EVENTS_MAX)
              .number(restMs)
              .failed(result);
        }
      }
    }
  }

  private static List<Ready> read(Scratch scratch, long events, int count) {
    List<Ready> ready = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long at = events + (long) i * EVENT_SIZE;
      ready.add(new Ready(scratch.getLong(at + DATA_OFFSET), scratch.getInt(at)));
    }
    return ready;
  }

  /** Closes the set; the descriptors in it stay open. */
  @Override
  public void close() {
    fd.close();
  }
}
