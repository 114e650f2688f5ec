package dev.davit.command;

import java.time.Duration;
import java.time.Instant;

/** Times as people say them. */
final class Human {

  private Human() {}

  /** Such as {@code 3 minutes ago}. */
  static String ago(Instant then, Instant now) {
    return span(then, now) + " ago";
  }

  /** The time between two instants in its largest unit, such as {@code 3 minutes}. */
  static String span(Instant from, Instant to) {
    long seconds = Math.max(0, Duration.between(from, to).toSeconds());
    if (seconds < 60) {
      return count(seconds, "second");
    }
    if (seconds < 3600) {
      return count(seconds / 60, "minute");
    }
    if (seconds < 48 * 3600) {
      return count(seconds / 3600, "hour");
    }
    long days = seconds / 86_400;
    if (days < 14) {
      return count(days, "day");
    }
    if (days < 60) {
      return count(days / 7, "week");
    }
    return days < 730 ? count(days / 30, "month") : count(days / 365, "year");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
