package dev.davit.runtime.state;

/** How a process ended (waitid(2), {@code si_code} and {@code si_status}). */
public sealed interface ExitStatus {

  /** The exit code as shells report it: the code itself, or 128 and the number of the signal. */
  int code();

  /**
   * The process called exit.
   *
   * @param code 0 to 255
   */
  record Exited(int code) implements ExitStatus {
    /** Checks the range. */
    public Exited {
      if (code < 0 || code > 255) {
        throw new IllegalArgumentException("exit code " + code + ": not in 0..255");
      }
    }

    @Override
    public String toString() {
      return "exited with " + code;
    }
  }

  /**
   * The process was killed by a signal.
   *
   * @param signal the number of the signal, from 1
   * @param coreDumped whether a core was dumped
   */
  record Signaled(int signal, boolean coreDumped) implements ExitStatus {
    /** Checks the range. */
    public Signaled {
      if (signal < 1 || signal > 64) {
        throw new IllegalArgumentException("signal " + signal + ": not in 1..64");
      }
    }

    @Override
    public int code() {
      return 128 + signal;
    }

    @Override
    public String toString() {
      return "killed by signal " + signal + (coreDumped ? " (core dumped)" : "");
    }
  }
}
