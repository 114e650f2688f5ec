package dev.davit.linux.program;

import java.util.ArrayList;
import java.util.List;

/**
 * Fills in a structure by offsets. It prints as {@code {name=value, …}}, its fields in the order in
 * which they were set; what was set as hidden is not printed, and neither is what was not set.
 */
public final class StructBuilder {
  private final String name;
  private final int size;
  private final byte[] content;
  private final List<Field> all = new ArrayList<>();
  private final List<Field> printed = new ArrayList<>();
  private DataNotation notation;

  StructBuilder(String name, int size) {
    this.name = name;
    this.size = size;
    this.content = new byte[size];
  }

  /** Sets a number of 1, 2, 4 or 8 bytes that is printed. */
  public StructBuilder field(int offset, int bytes, String fieldName, Operand value) {
    Field field = new Field(offset, bytes, fieldName, value);
    put(field);
    printed.add(field);
    return this;
  }

  /** Sets a number of 1, 2, 4 or 8 bytes that is printed in decimal. */
  public StructBuilder field(int offset, int bytes, String fieldName, long value) {
    return field(offset, bytes, fieldName, Operand.of(value));
  }

  /** Sets a number that is not printed. */
  public StructBuilder hidden(int offset, int bytes, Operand value) {
    put(new Field(offset, bytes, "", value));
    return this;
  }

  /** Sets bytes that are not printed. */
  public StructBuilder hidden(int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, content, offset, bytes.length);
    return this;
  }

  /** Sets how the structure prints when the fields do not say it all. */
  public StructBuilder printedAs(DataNotation how) {
    this.notation = how;
    return this;
  }

  /** Has the fields print as {@code [value, …]}. */
  StructBuilder printedAsArray() {
    return printedAs(DataNotation.array(List.copyOf(printed)));
  }

  /** Gives the structure. */
  public Data build() {
    DataNotation how = notation == null ? DataNotation.struct(List.copyOf(printed)) : notation;
    return new Data(name, size, content, List.copyOf(all), how);
  }

  private void put(Field field) {
    if (field.offset() + field.bytes() > size) {
      throw new IllegalArgumentException(name + ": " + field.name() + " is outside of " + size);
    }
    if (field.operand() instanceof Operand.Immediate number) {
      // Both architectures are little endian.
      for (int i = 0; i < field.bytes(); i++) {
        content[field.offset() + i] = (byte) (number.value() >>> (8 * i));
      }
    } else {
      all.add(field);
    }
  }
}
