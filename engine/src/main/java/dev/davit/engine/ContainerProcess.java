package dev.davit.engine;

import java.time.Duration;
import java.util.List;

/**
 * A process of a container, as proc(5) of the host shows it.
 *
 * @param pid as the host numbers it
 * @param innerPid as the innermost PID namespace numbers it
 * @param parentPid as the host numbers it
 * @param uid its effective user, as the host numbers it
 * @param state one letter: R running, S sleeping, D waiting for a disk, T stopped, Z ended
 * @param threads how many
 * @param residentBytes its memory, what it shares with others included
 * @param cpuTime processor time, in user mode and in the kernel
 * @param command the program and its arguments; only its name, in brackets, if it has none
 */
public record ContainerProcess(
    int pid,
    int innerPid,
    int parentPid,
    long uid,
    char state,
    int threads,
    long residentBytes,
    Duration cpuTime,
    List<String> command) {

  /** Copies the list. */
  public ContainerProcess {
    command = List.copyOf(command);
  }
}
