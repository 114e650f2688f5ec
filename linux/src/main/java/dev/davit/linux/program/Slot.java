package dev.davit.linux.program;

import java.util.Map;
import java.util.Objects;

/**
 * A place in the data section that holds a number. As an operand it is the value which the place
 * holds when the instruction runs.
 *
 * @param offset where in the block, in bytes; a multiple of the width
 */
public record Slot(Data data, int offset, Width width) implements Operand {
  public Slot {
    Objects.requireNonNull(width, "width");
    if (offset < 0 || offset + width.bytes() > data.size()) {
      throw new IllegalArgumentException(
          data.name() + ": slot at " + offset + " is outside of its " + data.size() + " bytes");
    }
    if (offset % width.bytes() != 0) {
      throw new IllegalArgumentException(data.name() + ": slot at " + offset + " is not aligned");
    }
  }

  /** Makes a block of its own for a C {@code int}, zero at start. */
  public static Slot ofInt(String name) {
    return Data.buffer(name, Width.INT.bytes()).slot(0, Width.INT);
  }

  /** Makes a block of its own for 64 bits, zero at start. */
  public static Slot ofLong(String name) {
    return Data.buffer(name, Width.LONG.bytes()).slot(0, Width.LONG);
  }

  /** Gives the address of this place. */
  public Address address() {
    return new Address(data, offset);
  }

  @Override
  public void print(StringBuilder out, Map<String, Integer> descriptors) {
    out.append('<').append(data.name());
    if (offset != 0) {
      out.append('+').append(offset);
    }
    out.append('>');
  }
}
