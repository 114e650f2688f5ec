package dev.davit.linux;

import java.nio.charset.StandardCharsets;

/**
 * Writes a system call as strace does, for the message of its failure: {@code mkdirat(7, "a",
 * 0755)}.
 */
public final class CallText {
  private final StringBuilder text;
  private boolean first = true;

  private CallText(String name) {
    text = new StringBuilder(name).append('(');
  }

  /** Begins the text of a call. */
  public static CallText of(String name) {
    return new CallText(name);
  }

  /** A descriptor. */
  public CallText fd(Fd fd) {
    return raw(fd.toString());
  }

  /** A string, quoted, with what is not printable escaped as in C; a null is {@code NULL}. */
  public CallText string(byte[] value) {
    if (value == null) {
      return raw("NULL");
    }
    separate();
    text.append('"');
    quote(value, text);
    text.append('"');
    return this;
  }

  /** A string, quoted; a null is {@code NULL}. */
  public CallText string(String value) {
    return string(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  /** A number. */
  public CallText number(long value) {
    return raw(Long.toString(value));
  }

  /** A number in octal, as modes are. */
  public CallText octal(int value) {
    return raw(value == 0 ? "0" : "0" + Integer.toOctalString(value));
  }

  /** Anything that is text already, such as flags by name. */
  public CallText raw(String value) {
    separate();
    text.append(value);
    return this;
  }

  /**
   * Ends the call with its failure.
   *
   * @param result the negated errno, as the kernel returned it
   */
  public ErrnoException failed(long result) {
    int number = (int) -result;
    Errno errno = Errno.find(number).orElse(Errno.EIO);
    String call = toString();
    // no kernel of today has other numbers; should one, then the message still tells the number
    return new ErrnoException(errno.number() == number ? call : call + " = " + result, errno);
  }

  /** Ends the call with a failure that was found before the kernel was asked. */
  public ErrnoException failed(Errno errno) {
    return new ErrnoException(toString(), errno);
  }

  /** The text so far, closed. */
  @Override
  public String toString() {
    return text + ")";
  }

  private void separate() {
    text.append(first ? "" : ", ");
    first = false;
  }

  private static void quote(byte[] value, StringBuilder out) {
    for (int i = 0; i < value.length; i++) {
      int c = value[i] & 0xff;
      switch (c) {
        case '"', '\\' -> out.append('\\').append((char) c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        case '\f' -> out.append("\\f");
        case 0x0b -> out.append("\\v");
        default -> {
          if (c >= ' ' && c < 0x7f) {
            out.append((char) c);
          } else {
            boolean digitFollows =
                i + 1 < value.length && value[i + 1] >= '0' && value[i + 1] <= '9';
            String octal = Integer.toOctalString(c);
            out.append('\\').append(digitFollows ? "000".substring(octal.length()) : "");
            out.append(octal);
          }
        }
      }
    }
  }
}
