package dev.davit.linux.jnr;

import dev.davit.linux.Errno;
import dev.davit.linux.KillPoint;
import dev.davit.linux.Syscall;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes one system call of this thread fail, for tests of what is undone after a failure.
 *
 * <p>While it is open, calls are counted from 0; that of the chosen index is not made and fails.
 * close(2) is neither counted nor failed, since it frees its descriptor in any case. A test runs
 * its subject with index 0, 1, 2… until {@link #hit} stays empty.
 */
public final class InjectedFault implements AutoCloseable {
  private static final ThreadLocal<InjectedFault> OF_THREAD = new ThreadLocal<>();

  // so that a process without any fault pays for one comparison only
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final int index;
  private final Errno errno;
  private int calls;
  private Optional<Syscall> hit = Optional.empty();

  private InjectedFault(int index, Errno errno) {
    this.index = index;
    this.errno = errno;
  }

  /**
   * Lets a call of this thread fail, counted from now on.
   *
   * @throws IllegalStateException when this thread has a fault open already
   */
  public static InjectedFault inCall(int index, Errno errno) {
    if (OF_THREAD.get() != null) {
      throw new IllegalStateException("injected fault: this thread has one already");
    }
    InjectedFault fault = new InjectedFault(index, errno);
    OF_THREAD.set(fault);
    OPEN.incrementAndGet();
    return fault;
  }

  /** The call that failed because of this, so far. */
  public Optional<Syscall> hit() {
    return hit;
  }

  /** What every binding asks before a call: 0, or the negated errno to fail with. */
  public static long in(Syscall call) {
    KillPoint.before(call);
    if (OPEN.get() == 0 || call == Syscall.CLOSE) {
      return 0;
    }
    InjectedFault fault = OF_THREAD.get();
    if (fault == null || fault.calls++ != fault.index) {
      return 0;
    }
    fault.hit = Optional.of(call);
    return -fault.errno.number();
  }

  @Override
  public void close() {
    if (OF_THREAD.get() == this) {
      OF_THREAD.remove();
      OPEN.decrementAndGet();
    }
  }
}
