package dev.davit.linux;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file name. To Linux a name is bytes without NUL; Java's strings become UTF-8,
 * whatever the locale says.
 */
public final class RawName {
  private RawName() {}

  /**
   * The bytes of a name or path.
   *
   * @throws IllegalArgumentException when it holds NUL, or half a surrogate pair, which would turn
   *     into a question mark and so into another file's name
   */
  public static byte[] of(String name) {
    boolean surrogates = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException("file name: holds a NUL");
      }
      surrogates |= Character.isSurrogate(c);
    }
    return surrogates ? strict(name) : name.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The same bytes, once they are known to be a name.
   *
   * @throws IllegalArgumentException when they hold NUL
   */
  public static byte[] of(byte[] name) {
    for (byte b : name) {
      if (b == 0) {
        throw new IllegalArgumentException("file name: holds a NUL");
      }
    }
    return name;
  }

  private static byte[] strict(String name) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("file name: holds half a surrogate pair", e);
    }
  }
}
