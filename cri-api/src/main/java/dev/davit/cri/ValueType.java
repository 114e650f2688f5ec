package dev.davit.cri;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** A type of single values: what an unset one is, and how one is written and read. */
interface ValueType {

  /** The value of a field that is not given. */
  Object unset();

  /** Writes one. */
  void write(Object value, JsonWriter writer) throws IOException;

  /** Reads one; {@code null} is none. */
  Object read(JsonReader reader) throws IOException;

  /**
   * The type of a component or of what its collection holds.
   *
   * @param unsigned 32 or 64 for an unsigned number, otherwise 0
   */
  static ValueType of(Class<?> type, int unsigned) {
    if (type.isRecord()) {
      return new MessageValue(type);
    }
    if (type.isEnum()) {
      return new EnumValue(type);
    }
    if (type == long.class || type == Long.class) {
      return unsigned == 32 ? Values.UINT32 : unsigned == 64 ? Values.UINT64 : Values.INT64;
    }
    if (type == int.class || type == Integer.class) {
      return Values.INT32;
    }
    if (type == boolean.class) {
      return Values.BOOL;
    }
    if (type == double.class) {
      return Values.DOUBLE;
    }
    return type == Bytes.class ? Values.BYTES : Values.STRING;
  }

  /** A message within a message. */
  record MessageValue(Class<?> type) implements ValueType {

    @Override
    public Object unset() {
      throw new IllegalStateException(type.getName());
    }

    @Override
    public void write(Object value, JsonWriter writer) throws IOException {
      MessageShape.of(type).write(value, writer);
    }

    @Override
    public Object read(JsonReader reader) throws IOException {
      return MessageShape.of(type).read(reader);
    }
  }

  /** A value of an enumeration, by name; by number it is understood. */
  record EnumValue(Class<?> type) implements ValueType {

    @Override
    public Object unset() {
      return type.getEnumConstants()[0];
    }

    @Override
    public void write(Object value, JsonWriter writer) throws IOException {
      writer.value(((Enum<?>) value).name());
    }

    @Override
    public Object read(JsonReader reader) throws IOException {
      return Values.enumeration(type, reader);
    }
  }
}
