package dev.davit.command;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.foreground.UserTerminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * What stands between a task and its user: it has the user's input and output, gets the user's
 * signals, and its exit code becomes ours.
 */
final class Foreground {

  private final Session session;
  private final boolean tty;
  private final boolean interactive;

  /**
   * A way to run.
   *
   * @param tty whether the task gets a terminal
   * @param interactive whether it gets our input
   */
  Foreground(Session session, boolean tty, boolean interactive) {
    this.session = session;
    this.tty = tty;
    this.interactive = interactive;
  }

  /**
   * Starts it and waits for it.
   *
   * @param start starts it with this input and output
   * @return its exit code
   */
  int run(Function<Stdio, Task> start) {
    try (SignalForwarder signals = SignalForwarder.install(session.err())) {
      return tty ? onTerminal(start, signals) : plain(start, signals);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.RUNTIME;
    }
  }

  /** It writes to our descriptors itself: not a byte passes through this process. */
  private int plain(Function<Stdio, Task> start, SignalForwarder signals)
      throws InterruptedException {
    try (Task task = plain(start)) {
      begun(task, signals);
      return task.await();
    }
  }

  private Task plain(Function<Stdio, Task> start) {
    if (interactive) {
      return start.apply(Stdio.inherit());
    }
    try (Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDONLY)) {
      return start.apply(new Stdio.Descriptors(nothing, Fd.borrowing(1), Fd.borrowing(2)));
    } catch (ErrnoException e) {
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
  }

  private int onTerminal(Function<Stdio, Task> start, SignalForwarder signals)
      throws InterruptedException {
    UserTerminal terminal = UserTerminal.open();
    try (Task task = start.apply(Stdio.terminal(terminal.rows(), terminal.columns()))) {
      begun(task, signals);
      try (terminal) {
        terminal.connect(task.console(), interactive);
        int code = task.await();
        terminal.drain();
        return code;
      }
    }
  }

  private void begun(Task task, SignalForwarder signals) {
    signals.to(task);
    task.warnings().forEach(session::warn);
  }
}
