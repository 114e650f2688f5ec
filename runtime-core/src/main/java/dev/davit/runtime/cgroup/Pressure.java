package dev.davit.runtime.cgroup;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long tasks of a cgroup had to wait for one resource: pressure stall information
 * (Documentation/accounting/psi).
 *
 * @param some while at least one task waited
 * @param full while all that had something to do waited, so that nothing got done
 */
public record Pressure(Stall some, Stall full) {

  /**
   * The part of the time that was lost.
   *
   * @param avg10 in percent, over the last ten seconds
   * @param avg60 in percent, over the last minute
   * @param avg300 in percent, over the last five minutes
   * @param total since the cgroup was made
   */
  public record Stall(double avg10, double avg60, double avg300, Duration total) {
    static final Stall NONE = new Stall(0, 0, 0, Duration.ZERO);
  }

  /**
   * Reads the text of a pressure file; a line that is not there is no waiting: before Linux 5.13
   * {@code cpu.pressure} had no "full".
   */
  static Optional<Pressure> parse(String text) {
    Map<String, Stall> stalls = new TreeMap<>();
    text.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length == 5)
        .forEach(words -> stalls.put(words[0], stall(words)));
    return stalls.containsKey("some")
        ? Optional.of(new Pressure(stalls.get("some"), stalls.getOrDefault("full", Stall.NONE)))
        : Optional.empty();
  }

  private static Stall stall(String[] words) {
    return new Stall(
        Double.parseDouble(value(words[1])),
        Double.parseDouble(value(words[2])),
        Double.parseDouble(value(words[3])),
        Duration.ofNanos(Math.multiplyExact(Long.parseLong(value(words[4])), 1000L)));
  }

  private static String value(String word) {
    return word.substring(word.indexOf('=') + 1);
  }
}
