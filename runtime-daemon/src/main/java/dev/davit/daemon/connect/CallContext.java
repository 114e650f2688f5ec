package dev.davit.daemon.connect;

import java.time.Duration;
import java.util.Optional;

/** One call: what is known of it beside its message. */
public final class CallContext {

  private final Optional<Duration> timeout;
  private Thread waiting;
  private boolean given;

  /**
   * A call.
   *
   * @param timeout what the caller gives it, if anything
   */
  public CallContext(Optional<Duration> timeout) {
    this.timeout = timeout;
  }

  /** Waits for something. */
  @FunctionalInterface
  public interface Waiting<T> {
    /** Waits; an interrupt ends it. */
    T run();
  }

  /** The shorter of what the caller gives and of this; zero means that this is without end. */
  public Duration within(Duration other) {
    if (timeout.isEmpty()) {
      return other;
    }
    return other.isZero() || timeout.get().compareTo(other) < 0 ? timeout.get() : other;
  }

  /**
   * Does what is in vain once the caller has given the call up: this thread is interrupted then.
   */
  public <T> T whileAwaited(Waiting<T> work) {
    synchronized (this) {
      if (given) {
        Thread.currentThread().interrupt();
      }
      waiting = Thread.currentThread();
    }
    try {
      return work.run();
    } finally {
      synchronized (this) {
        waiting = null;
        // the next call on this thread must not be ended by this one's interrupt
        Thread.interrupted();
      }
    }
  }

  /** Nobody waits for the answer any more. */
  synchronized void giveUp() {
    given = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
