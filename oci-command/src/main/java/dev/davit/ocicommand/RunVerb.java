package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import dev.davit.linux.process.Processes;
import dev.davit.runtime.Console;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.foreground.UserTerminal;
import dev.davit.runtime.process.MasterConsole;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ExitStatus;
import dev.davit.runtime.state.StateException;
import java.util.Optional;

/** {@code run}: create and start and, in the foreground, wait and delete. */
final class RunVerb implements Verb {

  @Override
  public OptionTable options() {
    return Creation.options().flags("detach,d", "keep", "no-subreaper");
  }

  @Override
  public boolean makesContainers() {
    return true;
  }

  @Override
  public int run(Invocation call) {
    ContainerId id = call.id();
    Runtime runtime = call.runtime();
    if (call.options().has("detach")) {
      Creation.create(call, runtime, id, true, new Stdio.Terminal(0, 0));
      start(runtime, id, () -> StartVerb.start(call, runtime, id));
      return 0;
    }
    if (!call.options().has("no-subreaper")) {
      becomeSubreaper();
    }
    UserTerminal terminal = UserTerminal.openForBareLines();
    Stdio.Terminal size = new Stdio.Terminal(terminal.rows(), terminal.columns()).withBareLines();
    try (ForwardedSignals signals = ForwardedSignals.install();
        CreatedContainer container = Creation.create(call, runtime, id, false, size)) {
      signals.to(signal -> kill(runtime, id, signal));
      ExitStatus end = inFront(container, terminal, () -> startInFront(call, runtime, id));
      if (!call.options().has("keep")) {
        runtime.delete(id, true).forEach(call.log()::warning);
      }
      return end.code();
    }
  }

  private static void startInFront(Invocation call, Runtime runtime, ContainerId id) {
    Optional<NotifySocket> notify = NotifySocket.listen(call, runtime, id);
    start(runtime, id, () -> runtime.start(id));
    notify.ifPresent(socket -> socket.passMeanwhile(call.log()));
  }

  private static void start(Runtime runtime, ContainerId id, Runnable how) {
    try {
      how.run();
    } catch (RuntimeException e) {
      runtime.delete(id, true);
      throw e;
    }
  }

  /**
   * Connects the user's terminal, starts and waits.
   *
   * @param start what makes the container run, if it does not yet
   */
  static ExitStatus inFront(CreatedContainer container, UserTerminal terminal, Runnable start) {
    Optional<Console> console = container.console().map(MasterConsole::new);
    try (terminal) {
      console.ifPresent(its -> terminal.connect(its, true));
      start.run();
      ExitStatus end = container.waitFor();
      if (console.isPresent()) {
        terminal.drain();
      }
      return end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }

  /** Sends a signal to a container, if it is still there. */
  static void kill(Runtime runtime, ContainerId id, Signal signal) {
    try {
      runtime.kill(id, signal, false);
    } catch (StateException e) {
      // it has just ended, which is told in another way
    }
  }

  /** So that processes that a container leaves behind become ours, and not somebody's far above. */
  static void becomeSubreaper() {
    try {
      Processes.setChildSubreaper(true);
    } catch (ErrnoException e) {
      throw new CommandFailure("become the subreaper: " + e.getMessage());
    }
  }
}
