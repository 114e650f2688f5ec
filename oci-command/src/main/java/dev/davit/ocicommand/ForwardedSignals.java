package dev.davit.ocicommand;

import dev.davit.linux.Signal;
import dev.davit.runtime.foreground.UserSignals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The signals that this process gets, for the process in front of which it stands. What comes
 * before that is there is kept. The virtual machine keeps QUIT, USR1 and some others to itself.
 */
final class ForwardedSignals implements AutoCloseable {

  private static final List<String> FORWARDED =
      List.of("HUP", "INT", "TERM", "CONT", "USR2", "ALRM", "TSTP");

  private final List<Runnable> restorers = new ArrayList<>();
  private final List<Signal> early = new ArrayList<>();
  private Consumer<Signal> target;

  private ForwardedSignals() {}

  /** Starts to listen. */
  static ForwardedSignals install() {
    ForwardedSignals signals = new ForwardedSignals();
    for (String name : FORWARDED) {
      try {
        signals.restorers.add(UserSignals.on(name, n -> signals.received(Signal.parse(n))));
      } catch (IllegalArgumentException e) {
        // the virtual machine uses it itself
      }
    }
    return signals;
  }

  /** Says who gets them. */
  synchronized void to(Consumer<Signal> process) {
    target = process;
    early.forEach(target);
    early.clear();
  }

  private synchronized void received(Signal signal) {
    if (target == null) {
      early.add(signal);
    } else {
      target.accept(signal);
    }
  }

  @Override
  public void close() {
    restorers.forEach(Runnable::run);
  }
}
