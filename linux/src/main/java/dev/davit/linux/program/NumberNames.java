package dev.davit.linux.program;

/**
 * Prints numbers by name: as flags, whose bits are named, or as one of a set of constants.
 *
 * <p>A table says names and values in turn, as text: {@code "MS_RDONLY=0x1 MS_NOSUID=0x2"}.
 */
final class NumberNames {
  private final String[] names;
  private final long[] values;
  private final String unknown;

  private NumberNames(String table, String unknown) {
    String[] rows = table.split(" ");
    this.names = new String[rows.length];
    this.values = new long[rows.length];
    this.unknown = unknown;
    for (int i = 0; i < rows.length; i++) {
      int equals = rows[i].indexOf('=');
      names[i] = rows[i].substring(0, equals);
      values[i] = Long.decode(rows[i].substring(equals + 1));
    }
  }

  /** Bits by name; {@code prefix} is what strace writes when it knows no bit at all. */
  static Notation flags(String prefix, String table) {
    return new NumberNames(table, prefix)::printFlags;
  }

  /** One of a set; {@code prefix} is what strace writes when it is none of them. */
  static Notation oneOf(String prefix, String table) {
    return new NumberNames(table, prefix)::printOne;
  }

  private String printOne(long value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return names[i];
      }
    }
    return hex(value) + " /* " + unknown + "_??? */";
  }

  private String printFlags(long flags) {
    if (flags == 0) {
      return values[0] == 0 ? names[0] : "0";
    }
    StringBuilder text = new StringBuilder();
    long rest = flags;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0 && (rest & values[i]) == values[i]) {
        text.append(text.length() == 0 ? "" : "|").append(names[i]);
        rest &= ~values[i];
      }
    }
    if (text.length() == 0) {
      return hex(rest) + " /* " + unknown + "_??? */";
    }
    return rest == 0 ? text.toString() : text.append('|').append(hex(rest)).toString();
  }

  private static String hex(long value) {
    return Notation.HEX.print(value);
  }
}
