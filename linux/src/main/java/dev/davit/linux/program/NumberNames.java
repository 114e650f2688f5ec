package dev.davit.linux.program;

/**
 * Prints numbers by name: as flags, whose bits are named, or as one of a set of constants.
 *
 * <p>A table says names and values in turn, as text: {@code "MS_RDONLY=0x1 MS_NOSUID=0x2"}. It is
 * read when something is printed, which is hardly ever: only for failures and listings.
 */
final class NumberNames implements Notation {
  private final String table;
  private final String unknown;
  private final boolean flags;

  private NumberNames(String table, String unknown, boolean flags) {
    this.table = table;
    this.unknown = unknown;
    this.flags = flags;
  }

  /** Bits by name; {@code prefix} is what strace writes when it knows no bit at all. */
  static Notation flags(String prefix, String table) {
    return new NumberNames(table, prefix, true);
  }

  /** One of a set; {@code prefix} is what strace writes when it is none of them. */
  static Notation oneOf(String prefix, String table) {
    return new NumberNames(table, prefix, false);
  }

  @Override
  public String print(long value) {
    return flags ? printFlags(value) : printOne(value);
  }

  private static String name(String row) {
    return row.substring(0, row.indexOf('='));
  }

  private static long value(String row) {
    return Long.decode(row.substring(row.indexOf('=') + 1));
  }

  private String printOne(long number) {
    for (String row : table.split(" ")) {
      if (value(row) == number) {
        return name(row);
      }
    }
    return Notation.HEX.print(number) + " /* " + unknown + "_??? */";
  }

  private String printFlags(long bits) {
    if (bits == 0) {
      return "0";
    }
    StringBuilder text = new StringBuilder();
    long rest = bits;
    for (String row : table.split(" ")) {
      long value = value(row);
      if ((rest & value) == value) {
        text.append(text.length() == 0 ? "" : "|").append(name(row));
        rest &= ~value;
      }
    }
    if (text.length() == 0) {
      return Notation.HEX.print(rest) + " /* " + unknown + "_??? */";
    }
    return rest == 0
        ? text.toString()
        : text.append('|').append(Notation.HEX.print(rest)).toString();
  }
}
