package dev.davit.linux.program;

import java.util.Map;
import java.util.Objects;

/** A 64-bit value that an instruction takes: known now, known at bind time, or read at run time. */
public sealed interface Operand permits Operand.Immediate, Operand.Fd, Operand.Address, Slot {
  /** The null pointer. */
  Operand NULL = new Immediate(0, Notation.POINTER);

  /** Stands for the working directory where a directory's descriptor is wanted; see openat(2). */
  Operand AT_FDCWD = new Immediate(-100, Notation.text("AT_FDCWD"));

  /**
   * Writes this value as strace(1) does; what is not known yet is written {@code <name>}.
   *
   * @param descriptors the numbers of the bound descriptors
   */
  void print(StringBuilder out, Map<String, Integer> descriptors);

  /** Gives a number that prints in decimal. */
  static Immediate of(long value) {
    return new Immediate(value, Notation.DECIMAL);
  }

  /** Gives a number that prints in the given notation. */
  static Immediate of(long value, Notation notation) {
    return new Immediate(value, notation);
  }

  /** Gives a number that prints as the given text. */
  static Immediate of(long value, String text) {
    return new Immediate(value, Notation.text(text));
  }

  /** Gives the descriptor which {@link SyscallProgram#bind} will give a number to. */
  static Fd fd(String name) {
    return new Fd(name);
  }

  /** A number that is known when the program is built. */
  record Immediate(long value, Notation notation) implements Operand {
    public Immediate {
      Objects.requireNonNull(notation, "notation");
    }

    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      out.append(notation.print(value));
    }
  }

  /** A file descriptor whose number is known when the program is started. */
  record Fd(String name) implements Operand {
    public Fd {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("descriptor: empty name");
      }
    }

    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      Integer number = descriptors.get(name);
      if (number == null) {
        out.append('<').append(name).append('>');
      } else {
        out.append(number.intValue());
      }
    }
  }

  /** The address of a byte in a block of data. */
  record Address(Data data, int offset) implements Operand {
    public Address {
      // One past the end is an address too, as in C.
      if (offset < 0 || offset > data.size()) {
        throw new IllegalArgumentException(
            data.name() + ": offset " + offset + " is outside of its " + data.size() + " bytes");
      }
    }

    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      if (offset == 0) {
        data.print(out, descriptors);
      } else {
        out.append('<').append(data.name()).append('+').append(offset).append('>');
      }
    }
  }
}
