package dev.davit.image.registry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a registry is waited for, and how often it is asked again.
 *
 * @param connect until a connection stands
 * @param stall without a single byte in either direction, before the connection is given up
 * @param attempts requests for the same thing that fail in a row before it is given up
 * @param firstDelay before the second attempt; it doubles from one to the next
 * @param longestDelay what neither that nor a server's {@code Retry-After} exceeds
 */
public record Patience(
    Duration connect, Duration stall, int attempts, Duration firstDelay, Duration longestDelay) {

  /** Six attempts within about fifteen seconds; a connection may be silent for half a minute. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          6,
          Duration.ofMillis(500),
          Duration.ofMinutes(1));

  /** The wait after a failed attempt, counted from 1: between half and all of it, by chance. */
  Duration delay(int failed) {
    long most =
        Math.min(longestDelay.toMillis(), firstDelay.toMillis() << Math.min(failed - 1, 20));
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /** What a server asked for, as far as there is patience for it. */
  Duration limited(Duration wanted) {
    return wanted.compareTo(longestDelay) > 0 ? longestDelay : wanted;
  }
}
