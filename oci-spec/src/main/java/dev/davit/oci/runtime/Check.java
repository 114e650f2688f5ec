package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The checks that several documents and sections share. */
final class Check {
  private static final Pattern ID_LIST =
      Pattern.compile("\\d{1,9}(-\\d{1,9})?(,\\d{1,9}(-\\d{1,9})?)*+");

  private Check() {}

  /** An absolute path. */
  static void absolute(String value, String path, Problems problems) {
    if (!value.startsWith("/")) {
      problems.add(path, "%s is not an absolute path".formatted(Problems.quote(value)));
    }
  }

  /** Absolute paths. */
  static void allAbsolute(List<String> values, String path, Problems problems) {
    for (int i = 0; i < values.size(); i++) {
      absolute(values.get(i), path + "[" + i + "]", problems);
    }
  }

  /** Environment entries, see environ(7). */
  static void environment(List<String> entries, String path, Problems problems) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).indexOf('=') <= 0) {
        problems.add(
            path + "[" + i + "]", "%s is not NAME=value".formatted(Problems.quote(entries.get(i))));
      }
    }
  }

  /** A number within limits. */
  static void range(long value, long min, long max, String path, Problems problems) {
    if (value < min || value > max) {
      problems.add(path, "%d is not within %d and %d".formatted(value, min, max));
    }
  }

  /** Ids that the kernel keeps for "none": (uid_t) -1, see chown(2). */
  static void id(long value, String path, Problems problems) {
    range(value, 0, 0xfffffffeL, path, problems);
  }

  /** A list of CPUs or nodes such as {@code 0-3,7}, see cpuset(7), "List Format". */
  static void idList(String value, String path, Problems problems) {
    if (!ID_LIST.matcher(value).matches()) {
      problems.add(path, "%s is not a list like 0-3,7".formatted(Problems.quote(value)));
    }
  }

  /** No two elements with the same key. */
  static <T> void distinct(List<T> elements, Function<T, ?> key, String path, Problems problems) {
    Map<Object, Integer> seen = new HashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      Object k = key.apply(elements.get(i));
      Integer first = seen.putIfAbsent(k, i);
      if (first != null) {
        problems.add(path + "[" + i + "]", "%s is already in %s[%d]".formatted(k, path, first));
      }
    }
  }

  /** One component of a path: what may name a file in a directory that must not be left. */
  static boolean isFileName(String value) {
    return !value.isEmpty() && !value.equals(".") && !value.equals("..") && value.indexOf('/') < 0;
  }
}
