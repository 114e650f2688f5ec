package dev.davit.command;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * An entry of a log in the format of the CRI: {@code TIME STREAM TAG TEXT}.
 *
 * @param time as it is written
 * @param error whether it was written to the standard error
 * @param whole whether a line ends with it
 * @param text what was printed
 */
record LogEntry(String time, boolean error, boolean whole, byte[] text) {

  /** Of a line without its end; empty if it is no entry. */
  static Optional<LogEntry> parse(byte[] line) {
    int first = space(line, 0);
    int second = first < 0 ? -1 : space(line, first + 1);
    int third = second < 0 ? -1 : space(line, second + 1);
    if (third < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new LogEntry(
            text(line, 0, first),
            text(line, first + 1, second).equals("stderr"),
            !text(line, second + 1, third).startsWith("P"),
            Arrays.copyOfRange(line, third + 1, line.length)));
  }

  private static int space(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  /** Whether it is at or after a time; one whose time cannot be read is. */
  boolean isSince(Instant since) {
    try {
      return !Instant.parse(time).isBefore(since);
    } catch (DateTimeParseException e) {
      return true;
    }
  }
}
