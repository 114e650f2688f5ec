package dev.davit.oci.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the values of one Java type. Values are never null, except for JSON's own. */
abstract class Codec {

  /**
   * The value of a tree that is not null.
   *
   * @return the value, or what is left of it when it is wrong in part, or null when nothing is
   *     left; each time the problems say so
   */
  abstract Object decode(Object tree, String path, Problems problems);

  /** The tree of a value. */
  abstract Object encode(Object value);

  /** The value of a field that is absent or null, or null when the field is needed. */
  Object absent() {
    return null;
  }

  /** Any value, to go on with the check of the rest; null when the type has no harmless one. */
  Object placeholder() {
    return absent();
  }

  /**
   * Whether a field with this value need not be written. It does not ask a record whether it equals
   * null: the first equals of each record class costs a cold JVM a millisecond.
   */
  final boolean mayBeOmitted(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.isEmpty();
    }
    Object absent = absent();
    return absent != null && value.equals(absent);
  }

  /** Reports a value of another type than the one needed. */
  static Object unexpected(String wanted, Object tree, String path, Problems problems) {
    problems.addUnreadable(path, "must be %s, not %s".formatted(wanted, kind(tree)));
    return null;
  }

  private static String kind(Object tree) {
    if (tree instanceof Map) {
      return "an object";
    } else if (tree instanceof List) {
      return "an array";
    } else if (tree instanceof String) {
      return "a string";
    } else if (tree instanceof Boolean) {
      return "a boolean";
    }
    return tree == null ? "null" : "the number " + tree;
  }
}
