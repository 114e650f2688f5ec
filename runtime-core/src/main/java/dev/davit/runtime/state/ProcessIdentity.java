package dev.davit.runtime.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process, distinguishable from a later one that was given the same number.
 *
 * @param pid the number in this PID namespace, from 1
 * @param startTicks when it started, in clock ticks since boot (proc_pid_stat(5), field 22)
 */
public record ProcessIdentity(int pid, long startTicks) {

  private static final int STATE_FIELD = 3;
  private static final int STARTTIME_FIELD = 22;

  /** Checks the range. */
  public ProcessIdentity {
    if (pid < 1) {
      throw new IllegalArgumentException("pid " + pid + ": not positive");
    }
    if (startTicks < 0) {
      throw new IllegalArgumentException("start time " + startTicks + ": negative");
    }
  }

  /** The process that has this number now, or empty if there is none or only its zombie. */
  public static Optional<ProcessIdentity> of(int pid) {
    try {
      return parseStat(
          Files.readString(
              Path.of("/proc", Integer.toString(pid), "stat"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** True if this very process still runs; a zombie does not. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Reads the text of a stat file; empty if it describes a process that has ended. */
  static Optional<ProcessIdentity> parseStat(String stat) {
    // The second field is the command in parentheses and may hold spaces and parentheses itself.
    int afterCommand = stat.lastIndexOf(')');
    if (afterCommand < 0) {
      return Optional.empty();
    }
    String[] fields = stat.substring(afterCommand + 1).trim().split(" ");
    String state = fields[0];
    if (fields.length <= STARTTIME_FIELD - STATE_FIELD || state.equals("Z") || state.equals("X")) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessIdentity(
            Integer.parseInt(stat.substring(0, stat.indexOf(' '))),
            Long.parseLong(fields[STARTTIME_FIELD - STATE_FIELD])));
  }
}
