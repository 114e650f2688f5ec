package dev.davit.ocicommand;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options that a verb knows, and how a command line is read: {@code --name value}, {@code
 * --name=value}, {@code -name} as well as {@code --name}, as Go's programs take it; options may
 * follow arguments, unless the arguments are a command line themselves.
 */
final class OptionTable {

  private final Map<String, String> canonical = new HashMap<>();
  private final Map<String, Boolean> takesValue = new HashMap<>();
  private boolean stopsAtArgument;

  /** Options without a value; a short name may follow behind a comma. */
  OptionTable flags(String... names) {
    return add(false, names);
  }

  /** Options with a value. */
  OptionTable values(String... names) {
    return add(true, names);
  }

  private OptionTable add(boolean value, String... names) {
    for (String name : names) {
      String[] all = name.split(",");
      for (String one : all) {
        canonical.put(one, all[0]);
      }
      takesValue.put(all[0], value);
    }
    return this;
  }

  /** Whatever follows the first argument is not for this program. */
  OptionTable stopAtArgument() {
    stopsAtArgument = true;
    return this;
  }

  /**
   * Reads words.
   *
   * @throws CommandFailure if an option is not known or lacks its value
   */
  Options parse(List<String> words) {
    Map<String, List<String>> values = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    int i = 0;
    while (i < words.size()) {
      String word = words.get(i++);
      if (word.equals("--")) {
        arguments.addAll(words.subList(i, words.size()));
        break;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        if (stopsAtArgument) {
          arguments.addAll(words.subList(i - 1, words.size()));
          break;
        }
        arguments.add(word);
        continue;
      }
      String option = word.substring(word.startsWith("--") ? 2 : 1);
      int equals = option.indexOf('=');
      String written = equals < 0 ? option : option.substring(0, equals);
      String name = canonical.get(written);
      if (name == null) {
        throw new CommandFailure("flag provided but not defined: -" + written);
      }
      String value = equals < 0 ? "true" : option.substring(equals + 1);
      if (takesValue.get(name) && equals < 0) {
        if (i == words.size()) {
          throw new CommandFailure("flag needs an argument: -" + written);
        }
        value = words.get(i++);
      }
      values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
    return new Options(values, arguments);
  }

  /** The options, for people. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    new TreeMap<>(takesValue)
        .forEach((name, value) -> out.append("[--").append(name).append(value ? " VALUE] " : "] "));
    return out.toString().strip();
  }
}
