package dev.davit.daemon.cri;

import dev.davit.cri.v1.Signal;
import java.util.Optional;

/** The names of signals: the CRI's are identifiers, those of everybody else have signs in them. */
final class Signals {

  private Signals() {}

  /** Such as {@code SIGRTMIN+3} for {@code SIGRTMINPLUS3}. */
  static Optional<String> fromCri(Signal signal) {
    return signal == Signal.RUNTIME_DEFAULT
        ? Optional.empty()
        : Optional.of(signal.name().replace("PLUS", "+").replace("MINUS", "-"));
  }

  /** The other way round; what the CRI has no name for is the runtime's default. */
  static Signal toCri(String name) {
    try {
      return Signal.valueOf(name.replace("+", "PLUS").replace("-", "MINUS"));
    } catch (IllegalArgumentException e) {
      return Signal.RUNTIME_DEFAULT;
    }
  }
}
