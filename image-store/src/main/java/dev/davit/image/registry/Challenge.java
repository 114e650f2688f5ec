package dev.davit.image.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server wants to see, from a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case, {@code basic} or {@code bearer}
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  /** All challenges of all headers of that name; what follows no grammar is left out. */
  static List<Challenge> parse(List<String> headers) {
    List<Challenge> challenges = new ArrayList<>();
    for (String header : headers) {
      new Parser(header).into(challenges);
    }
    return challenges;
  }

  /** A parameter's value, or nothing at all. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** Reads tokens, quoted strings and what separates them. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    void into(List<Challenge> challenges) {
      Challenge current = null;
      while (true) {
        skip(" \t,");
        String token = token();
        if (token.isEmpty()) {
          return;
        }
        skip(" \t");
        if (at < text.length() && text.charAt(at) == '=' && current != null) {
          at++;
          skip(" \t");
          current.parameters.put(token.toLowerCase(Locale.ROOT), value());
        } else {
          current = new Challenge(token.toLowerCase(Locale.ROOT), new LinkedHashMap<>());
          challenges.add(current);
        }
      }
    }

    private void skip(String separators) {
      while (at < text.length() && separators.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private String token() {
      int start = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        int start = at;
        while (at < text.length() && " \t,".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        return text.substring(start, at);
      }
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }
  }
}
