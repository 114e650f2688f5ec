package dev.davit.linux.poll;

import java.time.Duration;

/** Deadlines by the monotonic clock, so that a wait that a signal broke up does not start anew. */
final class Timeouts {
  private static final Duration MAX = Duration.ofDays(365);

  private Timeouts() {}

  static long deadlineNs(Duration timeout) {
    Duration bounded = timeout.compareTo(MAX) > 0 ? MAX : timeout;
    return System.nanoTime() + Math.max(0, bounded.toNanos());
  }

  static long restNs(long deadlineNs) {
    return Math.max(0, deadlineNs - System.nanoTime());
  }

  /** Rounded up, so that a wait never ends before its time. */
  static int restMs(long deadlineNs) {
    return (int) Math.min(Integer.MAX_VALUE, (restNs(deadlineNs) + 999_999) / 1_000_000);
  }
}
