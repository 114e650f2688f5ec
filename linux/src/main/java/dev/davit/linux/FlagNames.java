package dev.davit.linux;

/** Prints a bit set by the names of its bits, as strace does. */
final class FlagNames {
  private final String zero;
  private final String[] names;
  private final long[] values;

  /** Names and values side by side; a value of several bits goes before its parts. */
  FlagNames(String zero, String[] names, long[] values) {
    this.zero = zero;
    this.names = names;
    this.values = values;
  }

  String print(long flags) {
    if (flags == 0) {
      return zero;
    }
    StringBuilder text = new StringBuilder();
    long rest = flags;
    for (int i = 0; i < values.length; i++) {
      if ((rest & values[i]) == values[i]) {
        rest &= ~values[i];
        text.append(text.length() == 0 ? "" : "|").append(names[i]);
      }
    }
    if (rest != 0) {
      text.append(text.length() == 0 ? "0x" : "|0x").append(Long.toHexString(rest));
    }
    return text.toString();
  }
}
