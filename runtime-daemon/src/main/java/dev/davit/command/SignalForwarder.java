package dev.davit.command;

import dev.davit.linux.Signal;
import dev.davit.runtime.foreground.UserSignals;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands the signals that this process gets on to a process of a container.
 *
 * <p>It is in force before the container exists, so that no signal is lost between: what comes
 * early is delivered when the container is there. QUIT, USR1 and USR2 belong to the Java virtual
 * machine (thread dumps, its own threads); {@code davit kill -s} sends them.
 *
 * <p>A first process that has no handler ignores INT and TERM (pid_namespaces(7)). So that a user
 * is never stuck, the third one kills the container.
 */
final class SignalForwarder implements AutoCloseable {

  private static final List<String> FORWARDED = List.of("HUP", "INT", "TERM", "CONT");
  private static final int PATIENCE = 3;

  private final PrintStream err;
  private final List<Runnable> restorers = new ArrayList<>();
  private final List<Signal> early = new ArrayList<>();
  private Task task;
  private int asked;

  private SignalForwarder(PrintStream err) {
    this.err = err;
  }

  /** Starts to listen. */
  static SignalForwarder install(PrintStream err) {
    SignalForwarder forwarder = new SignalForwarder(err);
    for (String name : FORWARDED) {
      forwarder.restorers.add(UserSignals.on(name, n -> forwarder.received(Signal.parse(n))));
    }
    return forwarder;
  }

  /** Names the process, and delivers what has come before. */
  synchronized void to(Task started) {
    task = started;
    early.forEach(this::received);
    early.clear();
  }

  private synchronized void received(Signal signal) {
    if (task == null) {
      early.add(signal);
      return;
    }
    if ((signal.equals(Signal.INT) || signal.equals(Signal.TERM)) && ++asked >= PATIENCE) {
      err.println("davit: asked " + PATIENCE + " times to stop: killing " + task.name());
      task.kill(Signal.KILL);
      return;
    }
    task.kill(signal);
  }

  @Override
  public void close() {
    restorers.forEach(Runnable::run);
  }
}
