package dev.davit.runtime;

import dev.davit.runtime.state.ExitStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * How an executed process ended, and what it used.
 *
 * @param status how it ended
 * @param finished when that was seen
 * @param userTime processor time in user mode, of it and the children it waited for
 * @param systemTime processor time in the kernel, of the same
 * @param maxResidentKib the largest resident set of one of these processes, in KiB
 */
public record ExecExit(
    ExitStatus status,
    Instant finished,
    Duration userTime,
    Duration systemTime,
    long maxResidentKib) {

  /** The exit code as shells report it: the code itself, or 128 and the number of the signal. */
  public int code() {
    return status.code();
  }
}
