package dev.davit.runtime;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.runtime.process.Abandoned;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ExitStatus;
import java.util.List;
import java.util.Optional;

/**
 * A container whose init waits to be started. Init is a child of this JVM, with no supervisor
 * between: when the JVM ends, it becomes the child of the nearest subreaper above (prctl(2)), as
 * callers of the OCI command line want it.
 *
 * <p>It is reaped by {@link #waitFor} or, once this object is closed, when a runtime of this JVM is
 * used after its end.
 */
public final class CreatedContainer implements AutoCloseable {

  private final ContainerId id;
  private final int pid;
  private final Optional<Fd> console;
  private final List<String> warnings;
  private Optional<ExitStatus> end = Optional.empty();

  /**
   * Takes over what was created.
   *
   * @param console the master of its terminal, which this object then owns
   */
  public CreatedContainer(ContainerId id, int pid, Optional<Fd> console, List<String> warnings) {
    this.id = id;
    this.pid = pid;
    this.console = console;
    this.warnings = List.copyOf(warnings);
  }

  /** Its name. */
  public ContainerId id() {
    return id;
  }

  /** The host's number of its init. */
  public int pid() {
    return pid;
  }

  /** The master of its terminal, if it has one; it stays this object's. */
  public Optional<Fd> console() {
    return console;
  }

  /** What its configuration asked for and this machine does not grant, such as capabilities. */
  public List<String> warnings() {
    return warnings;
  }

  /** Waits until its init has ended, on this thread, and reaps it. */
  public synchronized ExitStatus waitFor() {
    try {
      if (end.isEmpty()) {
        end = Optional.of(Abandoned.await(pid));
      }
      return end.get();
    } catch (ErrnoException e) {
      throw new ContainerException(id, "wait for its end", e);
    }
  }

  /** Closes the master of its terminal and lets go of the container, which lives on. */
  @Override
  public synchronized void close() {
    console.ifPresent(Fd::close);
    if (end.isEmpty()) {
      Abandoned.add(pid);
    }
  }
}
