package dev.davit.engine;

import dev.davit.oci.runtime.Spec;
import java.util.List;

/**
 * A start that was thought through and not done.
 *
 * @param spec the OCI configuration
 * @param calls the system calls in order, as strace(1) prints them, with a line for each step
 */
public record PlannedStart(Spec spec, List<String> calls) {

  /** Copies the list. */
  public PlannedStart {
    calls = List.copyOf(calls);
  }
}
