package dev.davit.engine.pod;

import java.time.Instant;

/** Times as records on disk keep them: nanoseconds since 1970, good until the year 2262. */
final class Times {

  private static final long PER_SECOND = 1_000_000_000L;

  private Times() {}

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * PER_SECOND + time.getNano();
  }
}
