package dev.davit.linux.program;

/**
 * A number in a structure.
 *
 * @param offset where in the structure, in bytes
 * @param bytes its size: 1, 2, 4 or 8
 * @param name what strace calls it; empty when it prints without a name
 * @param operand its value, of any kind but {@link Slot}
 */
public record Field(int offset, int bytes, String name, Operand operand) {
  public Field {
    if (operand instanceof Slot) {
      throw new IllegalArgumentException(name + ": a field cannot hold a value of run time");
    }
    if (offset < 0 || bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
      throw new IllegalArgumentException(name + ": " + bytes + " bytes at " + offset);
    }
  }
}
