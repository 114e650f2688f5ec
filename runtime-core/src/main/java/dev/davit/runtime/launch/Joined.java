package dev.davit.runtime.launch;

import dev.davit.linux.Fd;
import dev.davit.runtime.state.ContainerId;
import java.util.List;

/**
 * A process that was executed in a container. Whoever has this owns its descriptors, and has to
 * wait for the process, which is a child of this one.
 *
 * @param container the container
 * @param pid the process
 * @param process a pidfd of it
 * @param streams our side of its standard streams
 * @param warnings what it asked for and could not be had
 */
public record Joined(
    ContainerId container, int pid, Fd process, StandardStreams streams, List<String> warnings) {

  /** Copies the list. */
  public Joined {
    warnings = List.copyOf(warnings);
  }
}
