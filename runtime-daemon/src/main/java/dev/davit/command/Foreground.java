package dev.davit.command;

import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.RunningContainer;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.foreground.UserTerminal;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A container in front of its user: it has the user's input and output, gets the user's signals,
 * and its exit code becomes ours.
 */
final class Foreground {

  private final Session session;
  private final boolean tty;
  private final boolean interactive;

  /**
   * A way to run.
   *
   * @param tty whether the container gets a terminal
   * @param interactive whether it gets our input
   */
  Foreground(Session session, boolean tty, boolean interactive) {
    this.session = session;
    this.tty = tty;
    this.interactive = interactive;
  }

  /**
   * Starts the container and waits for it.
   *
   * @return its exit code
   */
  int run(ContainerBuilder builder) {
    try (SignalForwarder signals = SignalForwarder.install(session.err())) {
      return tty ? onTerminal(builder, signals) : plain(builder, signals);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.RUNTIME;
    }
  }

  /** It writes to our descriptors itself: not a byte passes through this process. */
  private int plain(ContainerBuilder builder, SignalForwarder signals) throws InterruptedException {
    try (RunningContainer container = start(builder)) {
      begun(container, signals);
      return ended(container, container.waitFor());
    }
  }

  private RunningContainer start(ContainerBuilder builder) {
    if (interactive) {
      return builder.stdio(Stdio.inherit()).start();
    }
    try (Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDONLY)) {
      return builder
          .stdio(new Stdio.Descriptors(nothing, Fd.borrowing(1), Fd.borrowing(2)))
          .start();
    } catch (ErrnoException e) {
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
  }

  private int onTerminal(ContainerBuilder builder, SignalForwarder signals)
      throws InterruptedException {
    UserTerminal terminal = UserTerminal.open();
    try (RunningContainer container =
        builder.stdio(Stdio.terminal(terminal.rows(), terminal.columns())).start()) {
      begun(container, signals);
      ContainerExit exit;
      try (terminal) {
        terminal.connect(container.console(), interactive);
        exit = container.waitFor();
        terminal.drain();
      }
      return ended(container, exit);
    }
  }

  private void begun(RunningContainer container, SignalForwarder signals) {
    signals.to(container);
    container.warnings().forEach(session::warn);
  }

  private int ended(RunningContainer container, ContainerExit exit) {
    if (exit.oomKilled() && exit.code() != 0) {
      session.warn(
          "container "
              + container.name().orElse(container.shortId())
              + ": killed by the kernel: out of memory: raise --memory or use less");
    }
    return exit.code();
  }
}
