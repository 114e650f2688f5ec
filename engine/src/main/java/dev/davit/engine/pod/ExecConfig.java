package dev.davit.engine.pod;

import java.util.List;

/**
 * A command that is run in a container with streams (CRI ExecRequest).
 *
 * @param command program and arguments
 * @param stdin whether it gets input
 * @param stdout whether its output is wanted
 * @param stderr whether its errors are wanted; not with a terminal
 * @param tty whether it gets a terminal
 */
public record ExecConfig(
    List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
  /** Copies lists and maps. */
  public ExecConfig {
    command = List.copyOf(command);
  }
}
