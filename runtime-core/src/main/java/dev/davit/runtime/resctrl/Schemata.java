package dev.davit.runtime.resctrl;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The limits of a class of service: {@code L3:0=7f0;1=1f}, for each resource a value per domain.
 *
 * @param values by resource and domain, written as {@code L3:0}
 */
record Schemata(Map<String, String> values) {

  static Schemata parse(String text) {
    return parse(text.lines().toList());
  }

  static Schemata parse(List<String> lines) {
    Map<String, String> values = new TreeMap<>();
    for (String line : lines) {
      String[] parts = line.strip().split(":", 2);
      if (parts.length == 2) {
        for (String entry : parts[1].split(";")) {
          String[] pair = entry.split("=", 2);
          if (pair.length == 2) {
            values.put(parts[0].strip() + ":" + pair[0].strip(), normal(pair[1]));
          }
        }
      }
    }
    return new Schemata(values);
  }

  /** A mask without leading zeros, in lower case. */
  private static String normal(String value) {
    String text = value.strip().toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    return text.replaceFirst("^0+(?=.)", "");
  }

  /** The first limit that is not as asked for, for people. */
  Optional<String> difference(Schemata wanted) {
    return wanted.values.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(values.get(entry.getKey())))
        .map(
            entry ->
                entry.getKey()
                    + " is "
                    + values.getOrDefault(entry.getKey(), "not set")
                    + " and not "
                    + entry.getValue())
        .findFirst();
  }
}
