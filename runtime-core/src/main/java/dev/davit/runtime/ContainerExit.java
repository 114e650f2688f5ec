package dev.davit.runtime;

import dev.davit.runtime.state.ExitStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * How a container ended, and what it used.
 *
 * @param status how its first process ended
 * @param finished when that was
 * @param userTime processor time in user mode, of the first process and the children it waited for
 * @param systemTime processor time in the kernel, of the same
 * @param maxResidentKib the largest resident set of one of these processes, in KiB
 * @param oomKilled whether the kernel killed a process of the container for want of memory
 */
public record ContainerExit(
    ExitStatus status,
    Instant finished,
    Duration userTime,
    Duration systemTime,
    long maxResidentKib,
    boolean oomKilled) {

  /** The exit code as shells report it: the code itself, or 128 and the number of the signal. */
  public int code() {
    return status.code();
  }
}
