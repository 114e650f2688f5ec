package dev.davit.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The times of many runs of one thing.
 *
 * @param name what was measured
 * @param sortedNs the times in nanoseconds, ascending
 */
record Sample(String name, long[] sortedNs) {

  static Sample of(String name, long[] timesNs) {
    if (timesNs.length == 0) {
      throw new IllegalArgumentException(name + ": no runs");
    }
    long[] sorted = timesNs.clone();
    Arrays.sort(sorted);
    return new Sample(name, sorted);
  }

  /** The times that a program has printed, one on each line. */
  static Sample parse(String name, List<String> lines) {
    return of(name, lines.stream().mapToLong(Long::parseLong).toArray());
  }

  double medianMs() {
    return quantileMs(0.5);
  }

  /** The time that this share of the runs took at most. */
  double quantileMs(double share) {
    int index = (int) Math.min(sortedNs.length - 1, Math.round(share * (sortedNs.length - 1)));
    return sortedNs[index] / 1e6;
  }

  /** A row of the report: name, runs, median, 90 % and minimum in milliseconds. */
  String row() {
    return String.format(
        Locale.ROOT,
        "%-52s %5d %9.2f %9.2f %9.2f",
        name,
        sortedNs.length,
        medianMs(),
        quantileMs(0.9),
        quantileMs(0));
  }
}
