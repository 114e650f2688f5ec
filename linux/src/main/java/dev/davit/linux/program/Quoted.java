package dev.davit.linux.program;

/** Strings as strace(1) quotes them: C escapes, and octal for what is not printable ASCII. */
final class Quoted {
  private Quoted() {}

  /** Writes the first {@code length} bytes; what {@code bytes} lacks is zero. */
  static void append(StringBuilder out, byte[] bytes, int length) {
    out.append('"');
    for (int i = 0; i < length; i++) {
      int next = i + 1 < length ? at(bytes, i + 1) : 0;
      append(out, at(bytes, i), next >= '0' && next <= '7');
    }
    out.append('"');
  }

  /** Writes the first {@code length} bytes, all of them hexadecimal. */
  static void appendHex(StringBuilder out, byte[] bytes, int length) {
    out.append('"');
    for (int i = 0; i < length; i++) {
      out.append(String.format("\\x%02x", at(bytes, i)));
    }
    out.append('"');
  }

  private static int at(byte[] bytes, int index) {
    return index < bytes.length ? bytes[index] & 0xff : 0;
  }

  private static void append(StringBuilder out, int character, boolean beforeDigit) {
    switch (character) {
      case '"', '\\' -> out.append('\\').append((char) character);
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case 0x0b -> out.append("\\v");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> {
        if (character >= ' ' && character <= '~') {
          out.append((char) character);
        } else if (beforeDigit) {
          // Shorter octal would swallow the digit that follows.
          out.append('\\').append((char) ('0' + (character >> 6)));
          out.append((char) ('0' + (character >> 3 & 7))).append((char) ('0' + (character & 7)));
        } else {
          out.append('\\').append(Integer.toOctalString(character));
        }
      }
    }
  }
}
