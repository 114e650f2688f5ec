package dev.davit.linux.program;

/** How strace(1) writes a number: as flags, as a mode, as a name. */
@FunctionalInterface
public interface Notation {
  /** Signed and decimal. */
  Notation DECIMAL = Long::toString;

  /** Without sign and decimal, as a {@code size_t}. */
  Notation UNSIGNED = Long::toUnsignedString;

  /** Hexadecimal with {@code 0x}; zero is {@code 0}. */
  Notation HEX = value -> value == 0 ? "0" : "0x" + Long.toHexString(value);

  /** Octal with a leading zero; zero is {@code 0} or, in modes, {@code 000}. */
  Notation OCTAL = value -> value == 0 ? "0" : "0" + Long.toOctalString(value);

  /** The null pointer or, if it is not zero, an address. */
  Notation POINTER = value -> value == 0 ? "NULL" : "0x" + Long.toHexString(value);

  /** Writes a number. */
  String print(long value);

  /** Gives a notation that has one fixed text. */
  static Notation text(String text) {
    return value -> text;
  }
}
