package dev.davit.linux.process;

import dev.davit.linux.Signal;
import java.time.Duration;
import java.util.Optional;

/**
 * How a process ended, as waitid(2) tells it.
 *
 * @param pid the process
 * @param code its exit code, when it exited by itself
 * @param signal the signal that killed it, otherwise
 * @param coreDumped whether the kernel wrote a core file
 * @param userTime processor time of it and the children that it waited for, outside the kernel
 * @param systemTime the same inside the kernel
 * @param maxResidentBytes the most memory it had
 */
public record ExitStatus(
    int pid,
    Optional<Integer> code,
    Optional<Signal> signal,
    boolean coreDumped,
    Duration userTime,
    Duration systemTime,
    long maxResidentBytes) {

  /** Refuses an end that is both or none. */
  public ExitStatus {
    if (code.isPresent() == signal.isPresent()) {
      throw new IllegalArgumentException("exit status: wants a code or a signal");
    }
  }

  /** The exit code, or 128 and the signal's number, as a shell has it. */
  public int shellCode() {
    return code.orElseGet(() -> 128 + signal.orElseThrow().number());
  }
}
