package dev.davit.linux.program;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A block in the data section of a program. It can be read and written while the program runs.
 *
 * <p>Two blocks with equal content are still two blocks, so this class has identity, unlike a
 * record. It is immutable: what it holds is what the block holds at start.
 */
public final class Data {
  private static final byte[] ZEROS = new byte[0];

  private final String name;
  private final int size;
  private final byte[] content;
  private final List<Field> fields;
  private final DataNotation notation;

  Data(String name, int size, byte[] content, List<Field> fields, DataNotation notation) {
    if (size < 0 || content.length > size) {
      throw new IllegalArgumentException(name + ": " + size + " bytes cannot hold its content");
    }
    this.name = Objects.requireNonNull(name, "name");
    this.size = size;
    this.content = content;
    this.fields = fields;
    this.notation = notation;
  }

  /** Gives a NUL-terminated string in UTF-8. */
  public static Data string(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Gives a NUL-terminated string of any bytes, as file names are.
   *
   * @throws IllegalArgumentException when there is a NUL in it: the kernel would see less of it
   */
  public static Data string(byte[] text) {
    byte[] terminated = new byte[text.length + 1];
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 0) {
        throw new IllegalArgumentException("string: NUL byte at " + i);
      }
      terminated[i] = text[i];
    }
    return new Data("string", terminated.length, terminated, List.of(), DataNotation.STRING);
  }

  /** Gives bytes that print quoted. */
  public static Data bytes(String name, byte[] content) {
    return new Data(name, content.length, content.clone(), List.of(), DataNotation.BYTES);
  }

  /** Gives a zeroed buffer, which prints as {@code <name>}. It takes no room in the file. */
  public static Data buffer(String name, int size) {
    return new Data(name, size, ZEROS, List.of(), DataNotation.NAME);
  }

  /** Gives a NULL-terminated array of pointers to strings, as argv of execve(2). */
  public static Data strings(String name, List<String> strings) {
    return pointers(name, strings, DataNotation.strings(strings));
  }

  /**
   * Gives a NULL-terminated array of pointers to strings, printed as strace prints an environment.
   */
  public static Data environment(List<String> variables) {
    return pointers("environment", variables, new DataNotations.Environment(variables.size()));
  }

  private static Data pointers(String name, List<String> strings, DataNotation notation) {
    byte[][] encoded = new byte[strings.size()][];
    int length = 0;
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = strings.get(i).getBytes(StandardCharsets.UTF_8);
      length += encoded[i].length + 1;
    }
    byte[] text = new byte[length];
    Data block = new Data(name + " text", length, text, List.of(), DataNotation.BYTES);
    List<Field> fields = new ArrayList<>(encoded.length);
    int at = 0;
    for (int i = 0; i < encoded.length; i++) {
      if (strings.get(i).indexOf('\0') >= 0) {
        throw new IllegalArgumentException(name + ": NUL byte in element " + i);
      }
      System.arraycopy(encoded[i], 0, text, at, encoded[i].length);
      fields.add(new Field(i * 8, 8, "", new Operand.Address(block, at)));
      at += encoded[i].length + 1;
    }
    return new Data(name, (encoded.length + 1) * 8, ZEROS, List.copyOf(fields), notation);
  }

  /** Starts a structure of the given size in bytes. */
  public static StructBuilder struct(String name, int size) {
    return new StructBuilder(name, size);
  }

  /** Gives what the block is called in prints. */
  public String name() {
    return name;
  }

  /** Gives the size in bytes. */
  public int size() {
    return size;
  }

  /** Gives the address of the first byte. */
  public Operand.Address address() {
    return new Operand.Address(this, 0);
  }

  /** Gives the address of a byte. */
  public Operand.Address at(int offset) {
    return new Operand.Address(this, offset);
  }

  /** Gives the number at an offset as an operand and as a destination. */
  public Slot slot(int offset, Width width) {
    return new Slot(this, offset, width);
  }

  /** Gives the parts that are known only when the program is bound and laid out. */
  public List<Field> fields() {
    return fields;
  }

  /** Gives what its address must be a multiple of, in bytes: 1 for text, otherwise 8. */
  public int alignment() {
    return notation == DataNotation.STRING ? 1 : 8;
  }

  /** Tells whether the block is all zero at start, so that it need not be in the file. */
  public boolean zeroed() {
    return content.length == 0 && fields.isEmpty();
  }

  /** Copies the content into an image of the data section; the fields are not filled in. */
  public void copyTo(byte[] image, int offset) {
    System.arraycopy(content, 0, image, offset, content.length);
  }

  byte[] content() {
    return content;
  }

  /** Writes the block as strace(1) writes what a pointer to it points at. */
  public void print(StringBuilder out, Map<String, Integer> descriptors) {
    notation.print(out, this, descriptors);
  }

  /** Gives the name. */
  @Override
  public String toString() {
    return name;
  }
}
