package dev.davit.engine;

import java.util.Locale;
import java.util.Objects;

/**
 * An amount of bytes as people write it: {@code 64m}, {@code 1.5g}, {@code 512k}, {@code 1048576}.
 *
 * <p>Units of input are powers of 1024, in either case, with or without a trailing {@code b} or
 * {@code ib}: what docker and the kernel's cgroup files mean by them. Output for people ({@link
 * #human(long)}) is in powers of 1000, as in the listings of docker and of disk makers.
 */
public final class ByteSize {

  private static final String UNITS = "bkmgt";

  private ByteSize() {}

  /**
   * Reads an amount.
   *
   * @param object what the amount is for, as it is named in the message, such as {@code --memory}
   * @param text the amount
   * @return bytes, 0 or more
   * @throws OptionException if the text is no amount, or does not fit into 63 bits
   */
  public static long parse(String object, String text) {
    Objects.requireNonNull(object);
    String s = text.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < s.length()
        && (Character.isDigit(s.charAt(digits)) || s.charAt(digits) == '.')) {
      digits++;
    }
    String unit = s.substring(digits);
    if (unit.length() > 1 && unit.endsWith("ib")) {
      unit = unit.substring(0, unit.length() - 2);
    } else if (unit.length() > 1 && unit.endsWith("b")) {
      unit = unit.substring(0, unit.length() - 1);
    }
    int power = unit.isEmpty() ? 0 : unit.length() == 1 ? UNITS.indexOf(unit) : -1;
    if (power < 0) {
      throw malformed(object, text);
    }
    try {
      double factor = 1L << (10 * power);
      String number = s.substring(0, digits);
      if (number.indexOf('.') < 0) {
        return Math.multiplyExact(Long.parseLong(number), 1L << (10 * power));
      }
      return (long) (Double.parseDouble(number) * factor);
    } catch (ArithmeticException | NumberFormatException e) {
      throw malformed(object, text);
    }
  }

  private static OptionException malformed(String object, String text) {
    return new OptionException(
        object,
        "not an amount of bytes: \""
            + text
            + "\": write a number and b, k, m, g or t, such as 64m");
  }

  /** The amount with three significant digits and a decimal unit, such as {@code 124MB}. */
  public static String human(long bytes) {
    if (bytes < 1000) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1000;
      unit++;
    } while (value >= 999.5 && unit < 4);
    String format = value < 9.995 ? "%.2f%cB" : value < 99.95 ? "%.1f%cB" : "%.0f%cB";
    return String.format(Locale.ROOT, format, value, "kMGTP".charAt(unit));
  }
}
