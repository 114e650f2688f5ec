package dev.davit.daemon.connect;

import java.time.Duration;
import java.util.Optional;

/**
 * One call: what is known of it beside its message.
 *
 * @param timeout what the caller gives it, if anything
 */
public record CallContext(Optional<Duration> timeout) {

  /** The shorter of what the caller gives and of this; zero means that this is without end. */
  public Duration within(Duration other) {
    if (timeout.isEmpty()) {
      return other;
    }
    return other.isZero() || timeout.get().compareTo(other) < 0 ? timeout.get() : other;
  }
}
