package dev.davit.linux;

import java.util.Locale;

/**
 * A signal of signal(7), by number; standard ones have names, real-time ones count from {@code
 * SIGRTMIN}.
 *
 * @param number 1 to 64
 */
public record Signal(int number) implements Comparable<Signal> {
  private static final String[] NAMES = {
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  // glibc keeps 32 and 33 for its threads, so that SIGRTMIN is 34 for programs and for kill(1)
  private static final int RTMIN = 34;
  private static final int RTMAX = 64;

  /** Hangup. */
  public static final Signal HUP = new Signal(1);

  /** Interrupt from the keyboard. */
  public static final Signal INT = new Signal(2);

  /** Quit from the keyboard. */
  public static final Signal QUIT = new Signal(3);

  /** Abort. */
  public static final Signal ABRT = new Signal(6);

  /** Kill; can be neither caught nor ignored. */
  public static final Signal KILL = new Signal(9);

  /** User-defined, first. */
  public static final Signal USR1 = new Signal(10);

  /** Invalid memory reference. */
  public static final Signal SEGV = new Signal(11);

  /** User-defined, second. */
  public static final Signal USR2 = new Signal(12);

  /** Broken pipe. */
  public static final Signal PIPE = new Signal(13);

  /** Termination. */
  public static final Signal TERM = new Signal(15);

  /** A child stopped or ended. */
  public static final Signal CHLD = new Signal(17);

  /** Continue when stopped. */
  public static final Signal CONT = new Signal(18);

  /** Stop; can be neither caught nor ignored. */
  public static final Signal STOP = new Signal(19);

  /** The window size of the terminal changed. */
  public static final Signal WINCH = new Signal(28);

  /** Refuses numbers that are no signal. */
  public Signal {
    if (number < 1 || number > RTMAX) {
      throw new IllegalArgumentException(number + ": no such signal: it must be 1 to " + RTMAX);
    }
  }

  /** The name, such as {@code SIGTERM} or {@code SIGRTMIN+3}. */
  public String name() {
    if (number <= NAMES.length) {
      return "SIG" + NAMES[number - 1];
    }
    if (number < RTMIN) {
      return "SIG" + number;
    }
    return number == RTMIN ? "SIGRTMIN" : "SIGRTMIN+" + (number - RTMIN);
  }

  /**
   * Reads {@code TERM}, {@code SIGTERM}, {@code 15}, {@code RTMIN+3} or {@code SIGRTMAX-1}, in any
   * case.
   *
   * @throws IllegalArgumentException when it is no signal
   */
  public static Signal parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    String bare = upper.startsWith("SIG") ? upper.substring(3) : upper;
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(bare)) {
        return new Signal(i + 1);
      }
    }
    int number =
        switch (bare) {
          case "IOT" -> 6;
          case "CLD" -> 17;
          case "POLL" -> 29;
          case "UNUSED" -> 31;
          default -> bare.startsWith("RT") ? realTime(bare) : decimal(bare);
        };
    if (number < 1 || number > RTMAX) {
      throw new IllegalArgumentException(text + ": no such signal");
    }
    return new Signal(number);
  }

  private static int realTime(String bare) {
    String offset = bare.length() > 6 ? bare.substring(6) : "";
    if (bare.startsWith("RTMIN") && bare.startsWith("+", 5)) {
      int n = decimal(offset);
      return n < 0 || n > RTMAX - RTMIN ? -1 : RTMIN + n;
    }
    if (bare.startsWith("RTMAX") && bare.startsWith("-", 5)) {
      int n = decimal(offset);
      return n < 0 || n > RTMAX - RTMIN ? -1 : RTMAX - n;
    }
    return bare.equals("RTMIN") ? RTMIN : bare.equals("RTMAX") ? RTMAX : -1;
  }

  private static int decimal(String digits) {
    if (digits.isEmpty() || digits.length() > 3) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(digits);
  }

  @Override
  public int compareTo(Signal other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return name();
  }
}
