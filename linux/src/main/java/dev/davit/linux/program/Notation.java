package dev.davit.linux.program;

/** How strace(1) writes a number: as flags, as a mode, as a name. */
@FunctionalInterface
public interface Notation {
  /** Signed and decimal. */
  Notation DECIMAL = Notations.DECIMAL;

  /** Hexadecimal with {@code 0x}; zero is {@code 0}. */
  Notation HEX = Notations.HEX;

  /** The null pointer or, if it is not zero, an address. */
  Notation POINTER = Notations.POINTER;

  /** Writes a number. */
  String print(long value);

  /** Gives a notation that has one fixed text. */
  static Notation text(String text) {
    return new Text(text);
  }

  /**
   * A fixed text.
   *
   * @param text what is printed, whatever the number
   */
  record Text(String text) implements Notation {
    @Override
    public String print(long value) {
      return text;
    }
  }
}
