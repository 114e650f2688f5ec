package dev.davit.ocicommand;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command line said.
 *
 * @param values by the long name of the option, in their order
 * @param arguments the rest
 */
record Options(Map<String, List<String>> values, List<String> arguments) {

  /** Copies the list. */
  Options {
    arguments = List.copyOf(arguments);
  }

  /** Whether an option without a value was given. */
  boolean has(String name) {
    return last(name).map(value -> !value.equals("false")).orElse(false);
  }

  /** The value of an option that counts once: the last. */
  Optional<String> last(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** The values of an option that may be repeated. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /**
   * The value of an option that is a number.
   *
   * @throws CommandFailure if it is none
   */
  Optional<Long> number(String name) {
    return last(name).map(value -> number(name, value));
  }

  private static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new CommandFailure("--" + name + ": \"" + value + "\" is not a number");
    }
  }
}
