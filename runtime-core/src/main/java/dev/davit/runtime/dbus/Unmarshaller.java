package dev.davit.runtime.dbus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads values in the wire format, in either byte order. */
final class Unmarshaller {

  private static final int MAX_DEPTH = 64;

  private final ByteBuffer in;
  private final int base;

  /** Reads from the buffer's position, which is on a boundary of 8. */
  Unmarshaller(ByteBuffer in) {
    this.in = in;
    this.base = in.position();
  }

  /**
   * Values of the types that the signature lists.
   *
   * @throws DbusException if the bytes are not such values
   */
  List<Object> read(String signature) throws DbusException {
    try {
      return all(signature, 0);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DbusException("message of type \"" + signature + "\": damaged: " + e.getMessage());
    }
  }

  private List<Object> all(String signature, int depth) {
    List<Object> values = new ArrayList<>();
    for (int at = 0; at < signature.length(); ) {
      int end = Signatures.end(signature, at);
      values.add(one(signature.substring(at, end), depth));
      at = end;
    }
    return values;
  }

  private Object one(String type, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deeply");
    }
    align(Signatures.alignment(type.charAt(0)));
    return switch (type.charAt(0)) {
      case 'y' -> in.get() & 0xff;
      case 'b' -> in.getInt() != 0;
      case 'n', 'q' -> (int) in.getShort();
      case 'i', 'u', 'h' -> in.getInt();
      case 'x', 't' -> in.getLong();
      case 'd' -> in.getDouble();
      case 's', 'o' -> text(in.getInt());
      case 'g' -> text(in.get() & 0xff);
      case 'v' -> {
        String signature = text(in.get() & 0xff);
        if (Signatures.end(signature, 0) != signature.length()) {
          throw new IllegalArgumentException("variant of \"" + signature + "\"");
        }
        yield new Variant(signature, one(signature, depth + 1));
      }
      case 'a' -> array(type.substring(1), depth + 1);
      default -> all(type.substring(1, type.length() - 1), depth + 1);
    };
  }

  private Object array(String element, int depth) {
    int length = in.getInt();
    align(Signatures.alignment(element.charAt(0)));
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("array of " + length + " bytes");
    }
    if (element.equals("y")) {
      byte[] bytes = new byte[length];
      in.get(bytes);
      return bytes;
    }
    int end = in.position() + length;
    List<Object> values = new ArrayList<>();
    while (in.position() < end) {
      values.add(one(element, depth));
    }
    return values;
  }

  private String text(int length) {
    if (length < 0 || length >= in.remaining()) {
      throw new IllegalArgumentException("text of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    in.get();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void align(int boundary) {
    int over = (in.position() - base) % boundary;
    if (over != 0) {
      in.position(in.position() + boundary - over);
    }
  }
}
