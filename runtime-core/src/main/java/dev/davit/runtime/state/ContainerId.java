package dev.davit.runtime.state;

import java.util.regex.Pattern;

/**
 * The name of a container, unique below one run state root.
 *
 * <p>Grammar: {@code [a-zA-Z0-9_+-][a-zA-Z0-9_+.-]*}, at most {@value #MAX_LENGTH} characters. It
 * begins with no dot and holds no slash, so it is safe as the name of a directory, of a cgroup and
 * as part of a path.
 *
 * @param value the name
 */
public record ContainerId(String value) implements Comparable<ContainerId> {

  /**
   * The longest name. A directory entry may have 255 bytes; the rest is left for suffixes of
   * temporary names and of cgroups.
   */
  public static final int MAX_LENGTH = 200;

  private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_+-][a-zA-Z0-9_+.-]*");

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException if the value is not a container id
   */
  public ContainerId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("container id: empty");
    }
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "container id "
              + value.substring(0, 20)
              + "…: "
              + value.length()
              + " characters, at most "
              + MAX_LENGTH
              + " are allowed");
    }
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "container id \"" + printable(value) + "\": does not match " + GRAMMAR.pattern());
    }
  }

  /** True if the text is a container id. */
  public static boolean isValid(String text) {
    return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
  }

  /** For people: the first 12 digits of a generated id of 64 hexadecimal digits, or all of it. */
  public String familiar() {
    return value.length() == 64 && value.chars().allMatch(c -> Character.digit(c, 16) >= 0)
        ? value.substring(0, 12)
        : value;
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  @Override
  public int compareTo(ContainerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
