package dev.davit.runtime;

import dev.davit.linux.Fd;
import java.util.List;
import java.util.OptionalInt;

/** What the standard input, output and error of a container are connected to. */
public sealed interface Stdio {

  /** Those of this JVM. */
  static Stdio inherit() {
    return new Inherit();
  }

  /** Pipes whose other ends the {@link Container} gives as streams. */
  static Stdio pipes() {
    return new Pipes(false);
  }

  /** Nothing: {@code /dev/null}. */
  static Stdio none() {
    return new Null();
  }

  /** A new pseudoterminal of this size. */
  static Stdio terminal(int rows, int columns) {
    return new Terminal(rows, columns);
  }

  /** A new pseudoterminal of this size whose output somebody reads to its end. */
  static Stdio readTerminal(int rows, int columns) {
    return new Terminal(rows, columns, true, false);
  }

  /**
   * The first of the numbers 0 to 2 that was made for the container, and which its user is given
   * with those after it; empty if all are somebody else's. Input whose other end is not held may be
   * {@code /dev/null}, which is everybody's.
   */
  default OptionalInt firstOwn() {
    if (this instanceof Held held) {
      return OptionalInt.of(held.kept().isEmpty() ? 1 : 0);
    }
    boolean made = this instanceof Terminal || this instanceof Pipes;
    return made ? OptionalInt.of(0) : OptionalInt.empty();
  }

  /** The descriptors 0, 1 and 2 of this JVM. */
  record Inherit() implements Stdio {}

  /**
   * Three pipes.
   *
   * @param kept whether the supervisor holds the reading ends of output and error too, so that the
   *     container does not get SIGPIPE when this JVM dies and a later one can take them back; then
   *     closing the streams here does not break the container's pipes either
   */
  record Pipes(boolean kept) implements Stdio {}

  /** {@code /dev/null} for all three. */
  record Null() implements Stdio {}

  /**
   * Open descriptors. They stay the caller's, who may close them once the container has started.
   *
   * @param in standard input
   * @param out standard output
   * @param err standard error
   */
  record Descriptors(Fd in, Fd out, Fd err) implements Stdio {}

  /**
   * Open descriptors, whose other ends the supervisor holds too, so that they outlive this JVM: a
   * later one takes them back by {@link Runtime#heldDescriptor}. All of them stay the caller's.
   *
   * @param in standard input
   * @param out standard output
   * @param err standard error
   * @param unread the reading ends of pipes; the supervisor does not end before they are empty, so
   *     that the last output is not lost either. Somebody has to read them
   * @param kept what else is held, such as the writing end of standard input
   */
  record Held(Fd in, Fd out, Fd err, List<Fd> unread, List<Fd> kept) implements Stdio {
    /** Copies the lists. */
    public Held {
      unread = List.copyOf(unread);
      kept = List.copyOf(kept);
    }
  }

  /**
   * A pseudoterminal in the container's own devpts; it becomes the controlling terminal.
   *
   * @param rows the height of the window in characters, 0 for unknown
   * @param columns the width of the window in characters, 0 for unknown
   * @param read whether the supervisor does not end before everything was read that was printed, so
   *     that a later JVM gets the last output too. Somebody has to read it
   * @param bareLines whether lines come out with a line feed alone (ONLCR is off, termios(3)), as
   *     whoever shows them on a terminal of its own or reads them as a text wants them
   */
  record Terminal(int rows, int columns, boolean read, boolean bareLines) implements Stdio {
    /** One that nobody has to read to its end. */
    public Terminal(int rows, int columns) {
      this(rows, columns, false, false);
    }

    /** The same with lines that end with a line feed alone. */
    public Terminal withBareLines() {
      return new Terminal(rows, columns, read, true);
    }

    /** Refuses sizes that {@code struct winsize} cannot hold. */
    public Terminal {
      if (rows < 0 || rows > 0xffff || columns < 0 || columns > 0xffff) {
        throw new IllegalArgumentException(
            "terminal: " + rows + " rows and " + columns + " columns: not in 0..65535");
      }
    }
  }
}
