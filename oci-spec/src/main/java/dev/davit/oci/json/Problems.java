package dev.davit.oci.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a document, so that it is all reported at once. A rule that looks at
 * a field which could not even be read says nothing new, so it is not heard: see {@link #add}.
 */
public final class Problems {
  private static final int MAX_QUOTED = 100;

  private final List<Problem> list = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  /** No problem yet. */
  public Problems() {}

  /**
   * Adds a problem unless the field, a part of it or what it is in was unreadable.
   *
   * @param path as in {@code $.process.args[1]}
   */
  public void add(String path, String message) {
    if (isReadable(path)) {
      list.add(new Problem(path, message));
    }
  }

  /** Whether the field, all its parts and what it is in have the form that they should have. */
  public boolean isReadable(String path) {
    return unreadable.stream().noneMatch(bad -> covers(bad, path) || covers(path, bad));
  }

  /** All problems so far. */
  public List<Problem> list() {
    return List.copyOf(list);
  }

  /**
   * Throws when there is a problem.
   *
   * @param document what was read, as in {@code config}
   * @throws SpecException with all problems
   */
  public void throwIfAny(String document) {
    if (!list.isEmpty()) {
      throw new SpecException(document, list);
    }
  }

  /** A text of the document for a message: in quotes, cut when long, without control characters. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), MAX_QUOTED); i++) {
      appendVisible(quoted, text.charAt(i));
    }
    return quoted.append(text.length() > MAX_QUOTED ? "…\"" : "\"").toString();
  }

  /** The path of a field of the object at a path. */
  public static String field(String path, String name) {
    boolean plain = !name.isEmpty() && name.length() <= MAX_QUOTED;
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_');
    }
    return plain ? path + "." + name : path + "[" + quote(name) + "]";
  }

  /** A problem of form: the rules do not look at this field any more. */
  void addUnreadable(String path, String message) {
    list.add(new Problem(path, message));
    unreadable.add(path);
  }

  private static boolean covers(String outer, String inner) {
    return inner.startsWith(outer)
        && (inner.length() == outer.length() || ".[".indexOf(inner.charAt(outer.length())) >= 0);
  }

  private static void appendVisible(StringBuilder out, char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
      out.append("\\u%04x".formatted((int) c));
    } else {
      out.append(c);
    }
  }
}
