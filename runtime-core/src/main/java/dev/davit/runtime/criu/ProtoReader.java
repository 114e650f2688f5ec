package dev.davit.runtime.criu;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a message of Protocol Buffers, field by field; what nobody asks for is passed over. */
final class ProtoReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final byte[] message;
  private int position;
  private int field;
  private long number;
  private byte[] content = new byte[0];

  ProtoReader(byte[] message) {
    this.message = message;
  }

  /**
   * Goes to the next field.
   *
   * @return false at the end
   * @throws IllegalArgumentException if it is no message
   */
  boolean next() {
    if (position == message.length) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    switch ((int) (key & 7)) {
      case VARINT -> number = varint();
      case FIXED_64 -> skip(8);
      case LENGTH_DELIMITED -> {
        int length = (int) varintAtMost(message.length);
        skip(length);
        content = Arrays.copyOfRange(message, position - length, position);
      }
      case FIXED_32 -> skip(4);
      default -> throw malformed();
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** The value of a field that is a number. */
  long number() {
    return number;
  }

  /** The value of a field that is a truth value. */
  boolean flag() {
    return number != 0;
  }

  /** The value of a field that is a text. */
  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** The value of a field that is a message. */
  ProtoReader message() {
    return new ProtoReader(content);
  }

  private void skip(int count) {
    if (count > message.length - position) {
      throw malformed();
    }
    position += count;
  }

  private long varintAtMost(int most) {
    long value = varint();
    if (value < 0 || value > most) {
      throw malformed();
    }
    return value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == message.length) {
        throw malformed();
      }
      byte next = message[position++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed();
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "not a message of Protocol Buffers: wrong at byte " + position);
  }
}
