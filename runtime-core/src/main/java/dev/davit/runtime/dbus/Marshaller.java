package dev.davit.runtime.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes values in the wire format, little-endian (D-Bus specification, "Marshaling"). */
final class Marshaller {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The bytes of values of the types that the signature lists. */
  static byte[] bytes(String signature, List<?> values) {
    Marshaller to = new Marshaller();
    to.all(signature, values);
    return to.out.toByteArray();
  }

  private void all(String signature, List<?> values) {
    int at = 0;
    for (Object value : values) {
      int end = Signatures.end(signature, at);
      write(signature.substring(at, end), value);
      at = end;
    }
    if (at != signature.length()) {
      throw new IllegalArgumentException(
          "signature \"" + signature + "\": " + values.size() + " values are too few");
    }
  }

  private void write(String type, Object value) {
    switch (type.charAt(0)) {
      case 'y' -> out.write((Integer) value);
      case 'b' -> integer((Boolean) value ? 1 : 0);
      case 'i', 'u' -> integer((Integer) value);
      case 'x', 't' -> {
        align(8);
        number((Long) value, 8);
      }
      case 's', 'o' -> text((String) value);
      case 'g' -> signature((String) value);
      case 'v' -> {
        Variant variant = (Variant) value;
        signature(variant.signature());
        write(variant.signature(), variant.value());
      }
      case 'a' -> array(type.substring(1), value);
      case '(' -> {
        align(8);
        all(type.substring(1, type.length() - 1), (List<?>) value);
      }
      default -> throw new IllegalArgumentException("signature \"" + type + "\": not supported");
    }
  }

  /** The length does not count the padding before the first element. */
  private void array(String element, Object value) {
    Marshaller elements = new Marshaller();
    // the same offset to a boundary of 8 as here, where the elements will be
    align(4);
    int begin = (out.size() + 4) % 8;
    elements.out.writeBytes(new byte[begin]);
    elements.align(Signatures.alignment(element.charAt(0)));
    int first = elements.out.size();
    if (value instanceof byte[] bytes) {
      elements.out.writeBytes(bytes);
    } else {
      ((List<?>) value).forEach(one -> elements.write(element, one));
    }
    byte[] all = elements.out.toByteArray();
    integer(all.length - first);
    out.write(all, begin, all.length - begin);
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    integer(bytes.length);
    out.writeBytes(bytes);
    out.write(0);
  }

  private void signature(String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
  }

  private void integer(int value) {
    align(4);
    number(value, 4);
  }

  private void number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }

  private void align(int boundary) {
    while (out.size() % boundary != 0) {
      out.write(0);
    }
  }
}
