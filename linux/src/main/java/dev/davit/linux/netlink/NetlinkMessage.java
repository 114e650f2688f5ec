package dev.davit.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message of netlink(7) while it is written: header, fixed part, attributes, each aligned to four
 * bytes. An attribute may hold others.
 */
final class NetlinkMessage {

  /** The size of struct nlmsghdr. */
  static final int HEADER = 16;

  private static final int LENGTH_MAX = 4096;

  private final ByteBuffer bytes = ByteBuffer.allocate(LENGTH_MAX).order(ByteOrder.nativeOrder());
  private final String text;

  /**
   * Begins one.
   *
   * @param text what it asks, for messages to people
   */
  NetlinkMessage(String text, int type, int flags) {
    this.text = text;
    bytes.putInt(0);
    bytes.putShort((short) type);
    bytes.putShort((short) flags);
    bytes.putInt(0);
    bytes.putInt(0);
  }

  NetlinkMessage put8(int value) {
    bytes.put((byte) value);
    return this;
  }

  NetlinkMessage put16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  NetlinkMessage put32(long value) {
    bytes.putInt((int) value);
    return this;
  }

  NetlinkMessage attribute(int type, byte[] value) {
    int at = begin(type);
    bytes.put(value);
    return end(at);
  }

  NetlinkMessage attribute(int type, String value) {
    byte[] chars = value.getBytes(StandardCharsets.UTF_8);
    return attribute(type, Arrays.copyOf(chars, chars.length + 1));
  }

  NetlinkMessage attribute32(int type, long value) {
    int at = begin(type);
    bytes.putInt((int) value);
    return end(at);
  }

  NetlinkMessage attribute64(int type, long value) {
    int at = begin(type);
    bytes.putLong(value);
    return end(at);
  }

  /** Begins an attribute that is written by hand; the result is for {@link #end}. */
  int begin(int type) {
    int at = bytes.position();
    bytes.putShort((short) 0);
    bytes.putShort((short) type);
    return at;
  }

  NetlinkMessage end(int at) {
    bytes.putShort(at, (short) (bytes.position() - at));
    while (bytes.position() % 4 != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }

  /** The whole message. */
  byte[] bytes(int sequence) {
    bytes.putInt(0, bytes.position());
    bytes.putInt(8, sequence);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  @Override
  public String toString() {
    return text;
  }
}
