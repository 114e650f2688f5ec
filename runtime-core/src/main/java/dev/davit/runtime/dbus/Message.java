package dev.davit.runtime.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One message (D-Bus specification, "Message Protocol").
 *
 * @param type {@link #CALL}, {@link #RETURN}, {@link #ERROR} or {@link #SIGNAL}
 * @param serial the sender's number of it
 * @param fields the header fields by code
 * @param body the values
 */
record Message(int type, int serial, Map<Integer, Variant> fields, List<Object> body) {

  static final int CALL = 1;
  static final int RETURN = 2;
  static final int ERROR = 3;
  static final int SIGNAL = 4;

  static final int PATH = 1;
  static final int INTERFACE = 2;
  static final int MEMBER = 3;
  static final int ERROR_NAME = 4;
  static final int REPLY_SERIAL = 5;
  static final int DESTINATION = 6;
  static final int SIGNATURE = 8;

  /** What comes before the header fields, with the length of their array. */
  static final int FIXED = 16;

  private static final int MAX_LENGTH = 128 << 20;
  private static final int VERSION = 1;

  /** A method call. */
  static Message call(int serial, Target to, String member, String signature, List<?> body) {
    Map<Integer, Variant> fields = new TreeMap<>();
    fields.put(PATH, new Variant("o", to.path()));
    fields.put(INTERFACE, new Variant("s", to.interfaceName()));
    fields.put(MEMBER, new Variant("s", member));
    fields.put(DESTINATION, new Variant("s", to.destination()));
    if (!signature.isEmpty()) {
      fields.put(SIGNATURE, new Variant("g", signature));
    }
    return new Message(CALL, serial, fields, List.copyOf(body));
  }

  /** A header field that is a text; empty if it is not there. */
  String text(int field) {
    Variant value = fields.get(field);
    return value != null && value.value() instanceof String text ? text : "";
  }

  /** Whether it answers the call of that number. */
  boolean answers(int call) {
    Variant value = fields.get(REPLY_SERIAL);
    return (type == RETURN || type == ERROR) && value != null && value.value().equals(call);
  }

  /** Its bytes. */
  byte[] bytes() {
    byte[] content = Marshaller.bytes(text(SIGNATURE), body);
    List<List<Object>> header = new ArrayList<>();
    fields.forEach((code, value) -> header.add(List.of(code, value)));
    byte[] head =
        Marshaller.bytes(
            "yyyyuua(yv)", List.of((int) 'l', type, 0, VERSION, content.length, serial, header));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head);
    out.writeBytes(new byte[-head.length & 7]);
    out.writeBytes(content);
    return out.toByteArray();
  }

  /**
   * How long the message is that begins with these bytes.
   *
   * @param start at least {@link #FIXED} bytes
   */
  static int length(byte[] start) throws DbusException {
    ByteBuffer in = ordered(start);
    long body = Integer.toUnsignedLong(in.getInt(4));
    long header = Integer.toUnsignedLong(in.getInt(12));
    long length = FIXED + (header + 7 & ~7L) + body;
    if (start[3] != VERSION || length > MAX_LENGTH) {
      throw new DbusException("message of version " + start[3] + ", " + length + " bytes");
    }
    return (int) length;
  }

  /** Reads a whole message. */
  static Message parse(byte[] bytes) throws DbusException {
    ByteBuffer in = ordered(bytes);
    List<Object> head = new Unmarshaller(in).read("yyyyuua(yv)");
    Map<Integer, Variant> fields = new TreeMap<>();
    for (Object field : (List<?>) head.get(6)) {
      List<?> pair = (List<?>) field;
      fields.put((Integer) pair.get(0), (Variant) pair.get(1));
    }
    in.position(in.position() + 7 & ~7);
    Message empty = new Message((Integer) head.get(1), (Integer) head.get(5), fields, List.of());
    List<Object> body = new Unmarshaller(in).read(empty.text(SIGNATURE));
    return new Message(empty.type, empty.serial, fields, body);
  }

  private static ByteBuffer ordered(byte[] bytes) {
    return ByteBuffer.wrap(bytes)
        .order(bytes[0] == 'B' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }
}
