package dev.davit.manifest;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code $(NAME)} in commands and variables, as Kubernetes replaces it: one that is not set stays
 * as it is, and {@code $$} is a dollar sign.
 */
final class Expansion {

  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^()]*)\\))");

  private Expansion() {}

  static List<String> all(List<String> texts, Map<String, String> variables) {
    return texts.stream().map(text -> of(text, variables)).toList();
  }

  static String of(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1) == null
                        ? "$"
                        : variables.getOrDefault(match.group(1), match.group())));
  }
}
